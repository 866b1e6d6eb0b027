import type { Tx } from '../engine/engine.ts';
import type { AuthDeps } from './auth-deps.ts';
import { type TokenType, hashCode, makeCode, storeToken, withFlow } from './one-time-token.ts';
import { deliver } from './outbox.ts';
import { checkFrequency } from './rate-limits.ts';
import { type UserRow } from './users.ts';

/**
 * The mails and text messages of Supabase Auth (https://supabase.com/docs/guides/auth/auth-email-templates): each
 * carries a code, and a link that says the same. They go to the outbox.
 */
export interface Sending {
  deps: AuthDeps;
  tx: Tx;
  user: UserRow;
  /** Where the link leads in the end. */
  redirectTo: string;
  isPkce: boolean;
}

/** The link of a mail. */
export function actionLink(
  deps: AuthDeps,
  token: string,
  type: string,
  redirectTo: string,
): string {
  const query = new URLSearchParams({ token, type, redirect_to: redirectTo });
  return `${deps.baseUrl()}/auth/v1/verify?${query.toString()}`;
}

interface Letter {
  to: string;
  kind: string;
  tokenType: TokenType;
  linkType: string | null;
  subject: string;
}

async function send(sending: Sending, letter: Letter): Promise<void> {
  const { deps, tx, user, redirectTo, isPkce } = sending;
  deps.limits.takeMail();
  const now = new Date(deps.clock());
  const code = makeCode(deps.config.email.otp_length);
  const hash = withFlow(hashCode(letter.to, code), isPkce);
  await storeToken(tx, {
    userId: user.id,
    type: letter.tokenType,
    hash,
    relatesTo: letter.to,
    now,
  });
  const link =
    letter.linkType === null ? null : actionLink(deps, hash, letter.linkType, redirectTo);
  const body = `${letter.subject}\n\nCode: ${code}${link === null ? '' : `\nLink: ${link}`}\n`;
  await deliver(tx, {
    channel: 'email',
    recipient: letter.to,
    kind: letter.kind,
    code,
    link,
    body,
    sentAt: now,
  });
}

/** Marks when a user was last written to, after asking whether that was not a moment ago. */
async function mark(
  { deps, tx, user }: Sending,
  column: 'confirmation' | 'recovery' | 'reauthentication' | 'email_change',
): Promise<void> {
  const now = new Date(deps.clock());
  checkFrequency(user[`${column}_sent_at`], deps.config.email.max_frequency, now);
  await tx.query(`update auth.users set ${column}_sent_at = $2 where id = $1::uuid`, [
    user.id,
    now,
  ]);
}

export async function sendConfirmation(sending: Sending): Promise<void> {
  await mark(sending, 'confirmation');
  await send(sending, {
    to: sending.user.email ?? '',
    kind: 'signup',
    tokenType: 'confirmation_token',
    linkType: 'signup',
    subject: 'Confirm your address.',
  });
}

export async function sendInvite(sending: Sending): Promise<void> {
  const { deps, tx, user } = sending;
  await send(sending, {
    to: user.email ?? '',
    kind: 'invite',
    tokenType: 'confirmation_token',
    linkType: 'invite',
    subject: 'You have been invited.',
  });
  await tx.query(
    'update auth.users set invited_at = $2, confirmation_sent_at = $2 where id = $1::uuid',
    [user.id, new Date(deps.clock())],
  );
}

/** A magic link is a recovery without a new password: both share their token. */
export async function sendRecovery(
  sending: Sending,
  kind: 'recovery' | 'magiclink',
): Promise<void> {
  await mark(sending, 'recovery');
  await send(sending, {
    to: sending.user.email ?? '',
    kind,
    tokenType: 'recovery_token',
    linkType: kind,
    subject: kind === 'recovery' ? 'Choose a new password.' : 'Sign in.',
  });
}

export async function sendReauthentication(sending: Sending): Promise<void> {
  await mark(sending, 'reauthentication');
  await send(sending, {
    to: sending.user.email ?? '',
    kind: 'reauthentication',
    tokenType: 'reauthentication_token',
    linkType: null,
    subject: 'Confirm that it is you.',
  });
}

/** To the new address, and where changes are confirmed twice to the old one too. */
export async function sendEmailChange(sending: Sending, newEmail: string): Promise<void> {
  const { deps, tx, user } = sending;
  await mark(sending, 'email_change');
  await tx.query(
    'update auth.users set email_change = $2, email_change_confirm_status = 0 where id = $1::uuid',
    [user.id, newEmail],
  );
  const common = { kind: 'email_change', linkType: 'email_change' };
  if (deps.config.email.double_confirm_changes && user.email) {
    const subject = `Confirm that your address becomes ${newEmail}.`;
    await send(sending, {
      ...common,
      to: user.email,
      tokenType: 'email_change_token_current',
      subject,
    });
  }
  await send(sending, {
    ...common,
    to: newEmail,
    tokenType: 'email_change_token_new',
    subject: 'Confirm your new address.',
  });
}

/** A text message with a code, to the user's number or the one that it shall become. */
export async function sendText(
  { deps, tx, user }: Pick<Sending, 'deps' | 'tx' | 'user'>,
  phone: string,
  tokenType: 'confirmation_token' | 'phone_change_token' | 'reauthentication_token',
): Promise<void> {
  const now = new Date(deps.clock());
  const column = {
    confirmation_token: 'confirmation_sent_at',
    phone_change_token: 'phone_change_sent_at',
    reauthentication_token: 'reauthentication_sent_at',
  } as const;
  checkFrequency(user[column[tokenType]], deps.config.sms.max_frequency, now);
  const code = deps.config.sms.test_otp[phone] ?? makeCode(6);
  await storeToken(tx, {
    userId: user.id,
    type: tokenType,
    hash: hashCode(phone, code),
    relatesTo: phone,
    now,
  });
  await tx.query(`update auth.users set ${column[tokenType]} = $2 where id = $1::uuid`, [
    user.id,
    now,
  ]);
  const kind = tokenType === 'phone_change_token' ? 'phone_change' : 'sms';
  const body = `Your code is ${code}`;
  await deliver(tx, {
    channel: 'sms',
    recipient: phone,
    kind,
    code,
    link: null,
    body,
    sentAt: now,
  });
}
