import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';

interface FormDialogProps extends Pick<
  DialogProps,
  'title' | 'description' | 'children' | 'className'
> {
  readonly open?: boolean;
  /** What Enter and the main button do. */
  readonly submitLabel: string;
  readonly isDanger?: boolean;
  /** Something is missing, or it is being done. */
  readonly isDisabled?: boolean;
  /** Another action, at the other end of the foot. */
  readonly otherAction?: ReactNode;
  /** Under the form, and not a part of it. */
  readonly after?: ReactNode;
  readonly onSubmit: (form: HTMLFormElement) => void;
  readonly onClose: () => void;
}

/** A dialog that is filled in: Enter in any field submits, as the main button does. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, className, onClose } = props;
  const { t } = useTranslation();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A dialog may be opened from within a form, to which React would pass this on.
    event.stopPropagation();
    props.onSubmit(event.currentTarget);
  };
  return (
    <Dialog
      open={props.open ?? true}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      {...(description !== undefined && { description })}
      {...(className !== undefined && { className })}
      footer={
        <>
          {props.otherAction !== undefined && <div className="mr-auto">{props.otherAction}</div>}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            form={id}
            variant={props.isDanger ? 'danger' : 'primary'}
            disabled={props.isDisabled}
          >
            {props.submitLabel}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4 pt-1">
        {props.children}
      </form>
      {props.after}
    </Dialog>
  );
}
