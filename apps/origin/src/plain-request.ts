/** A GET of something below `/live/`, with nothing in its headers that would change the answer. */
export interface PlainRequest {
  readonly token: string;
  readonly programmeId: string;
  /** Undefined: of the programme itself. */
  readonly rendition?: string;
  readonly name: string;
  /** Undecoded, without its question mark. */
  readonly query: string;
  /** As they came, to be known again: a connection's requests have the same ones. */
  readonly headers: string;
}

/** Past this a head is no player's. */
const maxHeadBytes = 8192;
const segment = '([\\w.~-]{1,2048})';
const requestLine = new RegExp(
  `^GET /live/${segment}/${segment}(?:/${segment})?/${segment}(?:\\?([\\w=&.~-]*))? HTTP/1\\.1\\r\\n`,
);
/** Field lines after RFC 9112 §5, and the empty line that ends them: no folding, no space before the colon. */
const fieldLines = /^(?:[!#$%&'*+.^_`|~\w-]+:[\t\x20-\x7e\x80-\xff]*\r\n)+\r\n$/;
const host = /^host:/im;
/** A body, another protocol, an end of the connection, a part of the answer, a condition. */
const notPlain =
  /^(?:connection:(?![\t ]*keep-alive[\t ]*\r)|(?:content-length|transfer-encoding|expect|upgrade|trailer|te|range|if-[a-z-]+):)/im;

/**
 * Reads what nearly every request of a player is, in one piece of a connection.
 * @param knownHeaders those of a plain request before on this connection, which need no second look
 * @returns undefined for whatever else, also for what is no HTTP; node's parser has the say about that
 */
export function readPlainRequest(bytes: Buffer, knownHeaders?: string): PlainRequest | undefined {
  if (bytes.length > maxHeadBytes) return undefined;
  const text = bytes.toString('latin1');
  const line = requestLine.exec(text);
  if (!line) return undefined;
  const headers = text.slice(line[0].length);
  if (headers !== knownHeaders && !arePlain(headers)) return undefined;
  const [, token = '', programmeId = '', rendition, name = '', query = ''] = line;
  if (rendition === undefined && name !== 'index.m3u8') return undefined;
  return {
    ...{ token, programmeId, name, query, headers },
    ...(rendition === undefined ? {} : { rendition }),
  };
}

const arePlain = (headers: string) => fieldLines.test(headers) && host.test(headers) && !notPlain.test(headers);
