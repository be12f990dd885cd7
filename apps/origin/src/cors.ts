/** A page of any origin may ask, and measure what it got: the token in the path lets in, no cookie does. */
export const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Date, Age, Server-Timing, Content-Length, Content-Range, Accept-Ranges',
  'timing-allow-origin': '*',
};

export const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Range, If-None-Match, If-Modified-Since',
  'access-control-max-age': '86400',
  'cache-control': 'public, max-age=86400',
};
