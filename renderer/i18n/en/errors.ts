/** For each code of `contract/errors.ts`: what happened, then what it means and what to do. */
export const errors = {
  invalid_input: {
    title: 'Something in the request does not fit.',
    advice: 'Nothing was started and nothing was charged. Check the marked fields and try again.',
  },
  not_found: {
    title: 'This is no longer here.',
    advice:
      'It was deleted or moved, perhaps on another machine. The view shows what is there now.',
  },
  conflict: {
    title: 'This changed in the meantime.',
    advice: 'Nothing was overwritten or charged. Look at how it stands now and try again.',
  },
  idempotency_conflict: {
    title: 'This request was already sent with other contents.',
    advice: 'The first one stands. Start a new one for the change.',
  },
  unauthenticated: {
    title: 'You are signed out.',
    advice: 'Your work is safe on this machine. Sign in again under Account to go on.',
  },
  forbidden: {
    title: 'This account may not do that.',
    advice: 'Nothing was changed. Check that you are signed in to the right account.',
  },
  rate_limited: {
    title: 'Too many requests in a short time.',
    advice: 'Atelier tries again by itself in a moment.',
  },
  insufficient_credits: {
    title: 'There are not enough credits.',
    advice: 'Nothing was charged. Ask for fewer pictures, a lower quality or a cheaper model.',
  },
  quota_exceeded: {
    title: 'The limit of your plan is reached.',
    advice: 'Nothing was charged. It opens again at the start of the next period.',
  },
  content_refused: {
    title: 'The provider refused this prompt.',
    advice:
      'Its content rules do not allow it. Nothing was charged. Word it differently or use another model.',
  },
  model_unavailable: {
    title: 'This model cannot be used right now.',
    advice: 'Nothing was charged. Choose another model, or try again later.',
  },
  provider_key_missing: {
    title: 'This model needs a key.',
    advice: 'Nothing was charged. Enter the key of its provider in Settings.',
  },
  provider_key_invalid: {
    title: 'The provider does not accept the key.',
    advice: 'Nothing was charged. Check the key in Settings and replace it if it was revoked.',
  },
  provider_rate_limited: {
    title: 'The provider is asking for a pause.',
    advice: 'Your key sent too many requests. Atelier tries again when the pause is over.',
  },
  provider_rejected: {
    title: 'The provider did not accept the request.',
    advice: 'Nothing was charged. Other settings or another model may work.',
  },
  provider_unavailable: {
    title: 'The provider does not answer.',
    advice: 'Nothing was charged. Try again in a few minutes, or use another model.',
  },
  provider_answer_invalid: {
    title: 'The provider sent something unusable.',
    advice: 'Nothing was charged. Trying again usually helps.',
  },
  timeout: {
    title: 'This took too long.',
    advice: 'It was stopped and nothing was charged. Try again, perhaps with fewer pictures.',
  },
  cancelled: {
    title: 'Cancelled.',
    advice: 'Nothing was charged for what was not made.',
  },
  lease_lost: {
    title: 'The work was handed to another worker.',
    advice: 'It goes on there; nothing is charged twice.',
  },
  offline: {
    title: 'There is no connection.',
    advice: 'Your changes are saved on this machine and follow when the connection is back.',
  },
  backend_unavailable: {
    title: 'The service does not answer.',
    advice: 'Your library still works and changes are kept. They follow when it is back.',
  },
  not_available: {
    title: 'This is not available here.',
    advice: 'This server lacks what the feature needs. Everything else works.',
  },
  disk_full: {
    title: 'The disk is full.',
    advice: 'Nothing was half-saved. Free some space and try again.',
  },
  disk_read_only: {
    title: 'The disk cannot be written to.',
    advice: 'Nothing was changed. Check the permissions of the data folder, then try again.',
  },
  disk_error: {
    title: 'The disk reported an error.',
    advice:
      'Nothing was half-saved. Try again; if it happens again, back up your library to another disk.',
  },
  too_many_files: {
    title: 'Too many files are open on this machine.',
    advice: 'Nothing was lost. Close other programs, or bring in fewer files at once.',
  },
  file_missing: {
    title: 'The file is no longer there.',
    advice: 'It is neither on this machine nor in the cloud. Its details are kept.',
  },
  file_empty: {
    title: 'The file is empty.',
    advice: 'It has no bytes at all, so nothing was imported. Export it again from where it came.',
  },
  file_too_large: {
    title: 'The file is too large.',
    advice: 'Nothing was imported. The limit is 256 MB and 268 megapixels a picture.',
  },
  file_unreadable: {
    title: 'The file cannot be read.',
    advice: 'It is damaged or cut off, so nothing was imported. Try another copy of it.',
  },
  unsupported_media: {
    title: 'This kind of file is not supported.',
    advice: 'Nothing was imported. Atelier takes JPEG, PNG, WebP, GIF, AVIF and TIFF.',
  },
  studio_in_use: {
    title: 'This library is open in another Atelier.',
    advice: 'Close the other one first, or open this one with another data folder.',
  },
  library_newer: {
    title: 'This library was made by a newer Atelier.',
    advice: 'You can look at everything and export it. Update Atelier to change it.',
  },
  internal: {
    title: 'Something went wrong inside Atelier.',
    advice: 'Your work is safe. Try again; if it happens again, restart Atelier.',
  },
};
