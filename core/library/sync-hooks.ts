import type { ErrorBody } from '../../contract/errors.ts';
import type { Topic } from '../../contract/studio/events.ts';
import type { Promotion } from '../../contract/functions/workspace-actions.ts';
import type { InputType, MediaType } from '../../contract/media.ts';
import type { OutboxRow } from './outbox.ts';

/** A content that is to be fetched, and what is known of it before it is here. */
export interface WantedFile {
  sha256: string;
  mime: MediaType;
  bytes: number;
}

/** What sync asks of the rest of the studio. Wired in studio.ts, since siblings never import each other. */
export interface SyncHooks {
  /** Rows of these topics changed; call it after the commit. */
  changed(...topics: Topic[]): void;
  /**
   * A call was refused for good. Inside the transaction that records it. True: the studio dealt with it and the
   * outbox row is gone (an order that was refused has failed and says why). False: sync sets the row aside (S9).
   */
  callRefused(row: OutboxRow, error: ErrorBody): boolean;
  /**
   * One item of a promotion was refused because its result or file is gone on the server. Inside the transaction
   * that acknowledges the call, after `acknowledge`: the work is here, so it goes up as an import does.
   */
  promotionRefused(item: Promotion): void;
  /**
   * Stores a fetched file under the file rules: hash checked, type sniffed, thumbnails made, and told of.
   * Errors: `file_unreadable` (wrong hash or not decodable), `disk_full`, `disk_read_only`, `too_many_files`.
   */
  receiveFile(wanted: WantedFile, body: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Makes the thumbnails of a content whose original stays in the cloud, from a small picture of it or from all its
   * bytes, whose hash is then checked; the bytes are not kept. Errors: as of `receiveFile`.
   */
  receivePreview(
    wanted: WantedFile,
    body: AsyncIterable<Uint8Array>,
    kind: 'small' | 'whole',
  ): Promise<void>;
  /** Where the bytes of a content lie on this machine once they are here. */
  fileAt(sha256: string, mime: MediaType): string;
  /** The same of a file that orders are given and that is no work. */
  inputAt(sha256: string, mime: InputType): string;
  /** The same of a font of one's own, which is written there if it has to be; nothing where none is kept. */
  fontAt(sha256: string): Promise<string | undefined>;
  /**
   * Keeps a fetched font: hash checked, taken apart and tried out like any file from outside, and told of.
   * Errors: `unsupported_media` and `file_unreadable` with a `FontAbsence` as `details.reason`; those of the file rules.
   */
  receiveFont(sha256: string, body: AsyncIterable<Uint8Array>): Promise<void>;
}
