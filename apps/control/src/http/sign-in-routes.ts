import { MeSchema, Nothing, SignInSchema } from '@rostrum/protocol';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export function addSignInRoutes(server: Server, { organizer }: { organizer: Organizer }): void {
  server.post(
    '/api/sign-in',
    { schema: { body: SignInSchema, response: { 200: MeSchema } } },
    async (request, reply) => {
      await organizer.signIn(request.body.token, reply);
      return { organizer: true };
    },
  );

  server.post('/api/sign-out', { schema: { response: { 200: Nothing } } }, async (request, reply) => {
    organizer.signOut(request, reply);
    return {};
  });

  server.get('/api/me', { schema: { response: { 200: MeSchema } } }, async (request) => ({
    organizer: await organizer.isSignedIn(request),
  }));
}
