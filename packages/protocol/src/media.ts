import Type, { type Static, type TProperties } from 'typebox';

/** An object whose unknown fields are refused: everything that comes in is one of these. */
export const Strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

export const Nothing = Strict({});

/** What a participant can send. A screen's sound is a source of its own. */
export const SourceSchema = Type.Union([
  Type.Literal('microphone'),
  Type.Literal('camera'),
  Type.Literal('screen'),
  Type.Literal('screen-audio'),
]);
export type Source = Static<typeof SourceSchema>;
export const sources = ['microphone', 'camera', 'screen', 'screen-audio'] as const satisfies readonly Source[];

export const KindSchema = Type.Union([Type.Literal('audio'), Type.Literal('video')]);
export type Kind = Static<typeof KindSchema>;
export const kindOf = (source: Source): Kind => (source === 'camera' || source === 'screen' ? 'video' : 'audio');

/** 127.0.0.1:40000 and the like: where a socket of ours takes RTP. */
export const RtpAddressSchema = Strict({
  ip: Type.String({ maxLength: 64 }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
});
export type RtpAddress = Static<typeof RtpAddressSchema>;

export const Port = Type.Integer({ minimum: 0, maximum: 65535 });
export const Uint32 = Type.Integer({ minimum: 0, maximum: 0xffffffff });
export const PayloadType = Type.Integer({ minimum: 0, maximum: 127 });

/**
 * An epoch counts the owners that a piece of work has had (a room's SFU, a programme's mixer). Whatever carries an
 * older one is refused, so a process that wakes up late can do no harm.
 */
export const EpochSchema = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
