import type { ParticipantId } from '@rostrum/protocol';
import t from 'tap';
import { TurnServers, turnCredential } from './turn-servers.ts';

const atMs = (ms: number) => ({ now: () => ms });
const turnLifeSeconds = 3600;
const anna = 'u_anna' as ParticipantId;

t.test('a credential is what OpenSSL makes of the same words', async (t) => {
  // printf '1767225600:participant_1' | openssl dgst -sha1 -hmac 'a secret of north' -binary | base64
  t.same(turnCredential('a secret of north', 1_767_225_600, 'participant_1'), {
    username: '1767225600:participant_1',
    credential: '6bA9OOsP1jWSSJkF4dbhsG5kW7g=',
  });
});

t.test('each person gets a credential of their own, for an hour', async (t) => {
  const turn = TurnServers.create(
    {
      turnUrls: 'turn:a.example:3478, turns:a.example:5349?transport=tcp',
      turnSecret: 'a secret of north',
      turnLifeSeconds,
    },
    atMs(1_767_222_000_999),
  );
  const { iceServers } = turn.answerFor(anna);
  t.same(iceServers, [
    {
      urls: ['turn:a.example:3478', 'turns:a.example:5349?transport=tcp'],
      ...turnCredential('a secret of north', 1_767_225_600, anna),
    },
  ]);
  t.not(turn.answerFor('u_ben' as ParticipantId).iceServers?.[0]?.credential, iceServers?.[0]?.credential);
});

t.test('without TURN the answer says nothing of it', async (t) => {
  t.same(TurnServers.create({ turnLifeSeconds }, atMs(0)).answerFor(anna), {});
});

t.test('addresses without a secret, or a secret without addresses, are a mistake', async (t) => {
  t.throws(() => TurnServers.create({ turnUrls: 'turn:a.example:3478', turnLifeSeconds }, atMs(0)), {
    code: 'CONFIG_INVALID',
  });
  t.throws(() => TurnServers.create({ turnSecret: 'a secret of north', turnLifeSeconds }, atMs(0)), {
    code: 'CONFIG_INVALID',
  });
});
