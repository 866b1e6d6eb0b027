import { z } from 'zod';
import sharp from 'sharp';
import { AtelierError } from '../../../contract/errors.ts';
import {
  CAROUSEL_PATH,
  CarouselExport,
  DrawnSlide,
  Network,
  SLIDE_PATH,
  SlideLook,
} from '../../../contract/slide-look.ts';
import { type CarouselDeps, drawSlide, exportCarousel, slideSize } from './carousel.ts';

/** Pixels of the shorter edge of a slide that is only looked at. */
const PREVIEW_EDGE = 480;
/** Words of 20 slides, written as JSON. */
const MOST_BYTES = 200_000;

const Preview = z.object({ slide: DrawnSlide, look: SlideLook, network: Network });

/** `GET /slide` draws one slide small, `POST /carousel` answers all of them as one file. Nothing for other paths. */
export async function serveSlides(
  deps: CarouselDeps,
  request: Request,
): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  if (request.method === 'GET' && pathname === `/${SLIDE_PATH}`) {
    const { slide, look, network } = parsed(Preview, {
      slide: fromJson(searchParams.get('slide')),
      look: fromJson(searchParams.get('look')),
      network: searchParams.get('network'),
    });
    const size = slideSize(network, PREVIEW_EDGE);
    const drawn = await drawSlide(deps, slide, { look, network, size });
    return answer(
      new Uint8Array(await sharp(drawn).webp({ quality: 80 }).toBuffer()),
      'image/webp',
    );
  }
  if (request.method === 'POST' && pathname === `/${CAROUSEL_PATH}`) {
    const text = await request.text();
    if (text.length > MOST_BYTES) throw new AtelierError('file_too_large', 'This is too long.');
    const wanted = parsed(CarouselExport, fromJson(text));
    const { body, mime, extension } = await exportCarousel(deps, wanted, request.signal);
    return answer(body, mime, `carousel.${extension}`);
  }
  return undefined;
}

function answer(
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  mime: string,
  name?: string,
): Response {
  return new Response(body, {
    headers: {
      'content-type': mime,
      'cache-control': 'private, max-age=300',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      ...(name !== undefined && { 'content-disposition': `attachment; filename="${name}"` }),
    },
  });
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (error) {
    throw new AtelierError('invalid_input', 'These are no slides.', {
      field: error.issues[0]?.path.join('.'),
    });
  }
  return data;
}

function fromJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
