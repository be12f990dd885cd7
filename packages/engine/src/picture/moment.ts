/** Of the programme, for what moves by itself. */
export interface Moment {
  readonly frameIndex: number;
  /** Wall clock, milliseconds since 1970. */
  readonly wallMs: number;
}
