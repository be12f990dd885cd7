/** ISO/IEC 14496-12 boxes, written from the inside out. */
type Part = Buffer | readonly Part[];

const flatten = (part: Part): Buffer[] => (Buffer.isBuffer(part) ? [part] : part.flatMap(flatten));

/** A box: 32-bit size, four letters, content. */
export function box(type: string, ...content: readonly Part[]): Buffer {
  const body = Buffer.concat(flatten(content));
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

/** A box with version and flags. */
export const fullBox = (type: string, { version = 0, flags = 0 }, ...content: readonly Part[]): Buffer =>
  box(type, u32(((version << 24) | flags) >>> 0), ...content);

export function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
export const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'latin1');
