import { isUtf8 } from 'node:buffer';

/** The body is larger than the service takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/**
 * The whole body as text, of at most `limit` bytes. Throws {@link BodyTooLarge} without reading on, and a SyntaxError for
 * what is no UTF-8: replacing it would store another text than was sent.
 */
export async function readText(request: Request, limit: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new BodyTooLarge();
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new SyntaxError('the body is no UTF-8');
  return bytes.toString('utf8');
}

/**
 * The request with a body that breaks off, with {@link BodyTooLarge}, beyond `limit` bytes: for whoever reads it
 * without a limit of his own. Throws {@link BodyTooLarge} when it says itself that it is longer.
 */
export function limitBody(request: Request, limit: number): Request {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new BodyTooLarge();
  if (!request.body) return request;
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > limit) controller.error(new BodyTooLarge());
      else controller.enqueue(chunk);
    },
  });
  const { method } = request;
  return new Request(request, { method, body: request.body.pipeThrough(counted), duplex: 'half' });
}
