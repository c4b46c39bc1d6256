// An identity provider on loopback (oidc-provider, certified): gives tokens to programs that show their secret, and lives as long as its
// standard input is open. A process of its own, because the package is ES modules alone.
// Argument, in JSON: { port, keys, clients: [{ id, secret, claims }], clockMs } (see identity-provider.ts).
import Provider from 'oidc-provider';

const { port, keys, clients, clockMs } = JSON.parse(process.argv[2]);
if (clockMs !== 0) {
  const rightly = Date.now;
  Date.now = () => rightly() + clockMs;
}
const claimsOf = new Map(clients.map(({ id, claims }) => [id, claims]));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: clients.map(({ id, secret }) => ({
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
  })),
  jwks: { keys },
  extraTokenClaims: (_, token) => claimsOf.get(token.clientId),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // `urn:careledger` is asked for with tokens whose audience is `careledger`, and so on.
      getResourceServerInfo: (_, resource) => ({
        scope: '',
        audience: resource.replace('urn:', ''),
        accessTokenTTL: 3_600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});
const server = provider.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
process.stdin.on('close', () => {
  server.closeAllConnections();
  server.close();
});
process.stdin.resume();
