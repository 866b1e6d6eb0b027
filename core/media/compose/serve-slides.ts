import { z } from 'zod';
import sharp from 'sharp';
import {
  CAROUSEL_PATH,
  CarouselExport,
  DrawnSlide,
  Network,
  SLIDE_PATH,
  SlideLook,
} from '../../../contract/slide-look.ts';
import { answerFile, fromJson, parsed, postedJson } from './answer-file.ts';
import { type CarouselDeps, drawSlide, exportCarousel, slideSize } from './carousel.ts';

/** Pixels of the shorter edge of a slide that is only looked at. */
const PREVIEW_EDGE = 480;
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
    return answerFile(
      new Uint8Array(await sharp(drawn).webp({ quality: 80 }).toBuffer()),
      'image/webp',
    );
  }
  if (request.method === 'POST' && pathname === `/${CAROUSEL_PATH}`) {
    const wanted = parsed(CarouselExport, await postedJson(request));
    const { body, mime, extension } = await exportCarousel(deps, wanted, request.signal);
    return answerFile(body, mime, `carousel.${extension}`);
  }
  return undefined;
}
