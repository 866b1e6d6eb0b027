import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { useView } from '../state/view.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

interface BoundaryProps {
  /** Another key is another screen: its predecessor's failure is forgotten. */
  resetKey: string;
  children: ReactNode;
}

interface BoundaryState {
  failed: boolean;
  resetKey: string;
}

/** Keeps the failure of one screen inside it. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failed: false, resetKey: this.props.resetKey };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { failed: true };
  }

  static getDerivedStateFromProps(
    props: BoundaryProps,
    state: BoundaryState,
  ): Partial<BoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { failed: false, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Crashed onAgain={() => this.setState({ failed: false })} />;
  }
}

function Crashed({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation('frame');
  const { screen, show } = useView();
  return (
    <div role="alert" className="h-full">
      <EmptyState
        icon={TriangleAlert}
        title={t('crashed.title')}
        action={
          <div className="flex gap-2">
            <Button variant="primary" onClick={onAgain}>
              {t('crashed.again')}
            </Button>
            {screen === 'workspace' ? (
              <Button onClick={() => window.location.reload()}>{t('crashed.reload')}</Button>
            ) : (
              <Button onClick={() => show('workspace')}>{t('crashed.elsewhere')}</Button>
            )}
          </div>
        }
      >
        {t('crashed.advice')}
      </EmptyState>
    </div>
  );
}
