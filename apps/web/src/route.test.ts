import { test } from 'tap';
import { routeOf } from './route.ts';

test('each address is one page', (t) => {
  t.same(routeOf('/', ''), { name: 'home' });
  t.same(routeOf('/studio', '#a.b'), { name: 'studio', token: 'a.b' });
  t.same(routeOf('/watch/', '#x'), { name: 'watch', token: 'x' });
  t.same(routeOf('/sign-in', ''), { name: 'sign-in', token: '' });
  t.same(routeOf('/webinars/w_abc', ''), { name: 'webinar', id: 'w_abc' });
  t.same(routeOf('/recordings/', ''), { name: 'recordings' });
  t.same(routeOf('/recordings/rec_abc', ''), { name: 'recording', id: 'rec_abc', token: '' });
  t.same(routeOf('/recordings/rec_abc', '#a.b'), { name: 'recording', id: 'rec_abc', token: 'a.b' });
  for (const path of ['/nowhere', '/webinars/', '/webinars/a/b', '/webinars/../x', '/recordings/a/b'])
    t.same(routeOf(path, ''), { name: 'not-found' }, path);
  t.end();
});
