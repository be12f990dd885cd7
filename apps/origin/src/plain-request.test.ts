import { test } from 'tap';
import { readPlainRequest } from './plain-request.ts';

const line = 'GET /live/t.o-k_en/p_aaaaaaaaaaaaaaaaaaaa/video/1-0.m4s HTTP/1.1\r\n';
const browser = 'Host: here:8081\r\nConnection: keep-alive\r\nAccept: */*\r\nUser-Agent: caf\u00e9 (x)\r\nCookie:\r\n';
const read = (text: string, known?: string) => readPlainRequest(Buffer.from(text, 'latin1'), known);

test('what players ask is plain', async (t) => {
  t.match(read(`${line}${browser}\r\n`), {
    ...{ token: 't.o-k_en', programmeId: 'p_aaaaaaaaaaaaaaaaaaaa', rendition: 'video', name: '1-0.m4s', query: '' },
    headers: `${browser}\r\n`,
  });
  t.match(read(`GET /live/t/p/index.m3u8 HTTP/1.1\r\nhost: a\r\n\r\n`), { rendition: undefined, name: 'index.m3u8' });
  const reload = 'GET /live/t/p/v/media.m3u8?_HLS_msn=7&_HLS_part=2&_HLS_skip=YES HTTP/1.1\r\nHost: a\r\n\r\n';
  t.match(read(reload), { name: 'media.m3u8', query: '_HLS_msn=7&_HLS_part=2&_HLS_skip=YES' });
});

test('whatever else is left to node', async (t) => {
  const others = {
    'another method': `HEAD${line.slice(3)}Host: a\r\n\r\n`,
    'another place': 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n',
    'not the playlist of a programme': 'GET /live/t/p/access HTTP/1.1\r\nHost: a\r\n\r\n',
    'a longer path': 'GET /live/t/p/v/n/more HTTP/1.1\r\nHost: a\r\n\r\n',
    'an empty segment': 'GET /live/t/p//n HTTP/1.1\r\nHost: a\r\n\r\n',
    'percent-encoding': 'GET /live/t/p/v/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n',
    'percent-encoding in the query': 'GET /live/t/p/v/n?a=%20 HTTP/1.1\r\nHost: a\r\n\r\n',
    'an absolute address': 'GET http://a/live/t/p/v/n HTTP/1.1\r\nHost: a\r\n\r\n',
    'an older protocol': 'GET /live/t/p/v/n HTTP/1.0\r\nHost: a\r\n\r\n',
    'no host': `${line}Accept: */*\r\n\r\n`,
    'no fields': `${line}\r\n`,
    'half a request': `${line}Host: a\r\n`,
    'two requests': `${line}Host: a\r\n\r\n${line}Host: a\r\n\r\n`,
    'a body': `${line}Host: a\r\nContent-Length: 3\r\n\r\nabc`,
    'a length': `${line}Host: a\r\ncontent-length: 0\r\n\r\n`,
    'a space before the colon': `${line}Host: a\r\nContent-Length : 3\r\n\r\n`,
    'a folded field': `${line}Host: a\r\nX: y\r\n Content-Length: 3\r\n\r\n`,
    'bare line feeds': `${line}Host: a\nContent-Length: 3\r\n\r\n`,
    'a control character': `${line}Host: a\r\nX: \u0000\r\n\r\n`,
    chunks: `${line}Host: a\r\nTransfer-Encoding: chunked\r\n\r\n`,
    'another protocol': `${line}Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    'the last request': `${line}Host: a\r\nConnection: close\r\n\r\n`,
    'two words on the connection': `${line}Host: a\r\nConnection: keep-alive, close\r\n\r\n`,
    'a range': `${line}Host: a\r\nRange: bytes=0-1\r\n\r\n`,
    'a condition': `${line}Host: a\r\nIf-Modified-Since: Sat, 28 Nov 2026 00:00:00 GMT\r\n\r\n`,
    'an expectation': `${line}Host: a\r\nExpect: 100-continue\r\n\r\n`,
    'a head without an end': `${line}Host: ${'a'.repeat(9000)}\r\n\r\n`,
    TLS: '\u0016\u0003\u0001',
    nothing: '',
  };
  for (const [what, text] of Object.entries(others)) t.equal(read(text), undefined, what);
});

test('known fields need no second look, others do', async (t) => {
  const known = read(`${line}${browser}\r\n`)?.headers;
  t.ok(read(`${line}${browser}\r\n`, known));
  t.equal(read(`${line}${browser}Range: bytes=0-1\r\n\r\n`, known), undefined);
});
