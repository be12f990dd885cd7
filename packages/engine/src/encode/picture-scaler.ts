import { AV_PIX_FMT_YUV420P, SWS_AREA } from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import { check } from '../av.ts';
import { YuvFrame } from '../picture/yuv-frame.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A smaller copy of a picture whose size stays. */
export class PictureScaler {
  readonly #target: YuvFrame;
  readonly #context = new SoftwareScaleContext();

  constructor(from: Size, to: Size) {
    this.#target = new YuvFrame(to);
    this.#context.getContext(
      from.width,
      from.height,
      AV_PIX_FMT_YUV420P,
      to.width,
      to.height,
      AV_PIX_FMT_YUV420P,
      SWS_AREA,
    );
  }

  /** Answers the copy, which stays as it is until the next call. */
  scale(picture: Frame): Frame {
    check(this.#context.scaleFrameSync(this.#target.frame, picture), 'scaling the canvas');
    return this.#target.frame;
  }

  close(): void {
    this.#context.freeContext();
    this.#target.close();
  }
}
