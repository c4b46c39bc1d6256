import { ProblemFilter } from '@careledger/http-problems';
import { createPool } from '@careledger/store';
import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessModule } from './access.module';
import { AskedBy, Caller } from './caller';
import { Needs, Open } from './needs';
import { protect } from './protect';
import { ALL_ROLES } from './roles';
import { MadeTokens } from './testing/made-tokens';

@Controller()
class Doors {
  @Get('forgotten')
  forgotten(): string {
    return 'nobody may read this';
  }

  @Get('locked')
  @Needs({ roles: ['auditor'], authority: 'nowhere' })
  locked(@AskedBy() caller: Caller): string {
    return caller.name;
  }

  @Get('open')
  @Open('a test')
  open(): string {
    return 'everybody may';
  }
}

class AllOfIt {}

describe('a route', () => {
  let tokens: MadeTokens;
  let app: NestFastifyApplication;
  let address: string;
  const pool = createPool('postgresql://nobody@127.0.0.1:1/none', 1); // no route here reads children's data: it is not asked

  beforeAll(async () => {
    tokens = await MadeTokens.make();
    const access = AccessModule.forRoot({ access: tokens.access, pool });
    const module = { module: AllOfIt, imports: [access], controllers: [Doors] };
    app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    await protect(app);
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    tokens.remove();
  });

  const ask = async (path: string, headers: Record<string, string> = {}): Promise<[number, string]> => {
    const answer = await fetch(`${address}/${path}`, { headers });
    return [answer.status, await answer.text()];
  };

  it('that does not say who may call it is closed to everybody, whatever they may', async () => {
    const everything = await tokens.bearer({ roles: ALL_ROLES, authorities: ['*'], sources: ['*'] });
    expect(await ask('forgotten', everything)).toEqual([403, expect.stringContaining('does not say who may make it')]);
  });

  it('lets in who has what it needs, and knows them', async () => {
    expect(await ask('locked', await tokens.bearer({ name: 'ada', roles: ['auditor'] }))).toEqual([200, 'ada']);
    expect((await ask('locked', await tokens.bearer({ roles: ['operations'] })))[0]).toBe(403);
    expect((await ask('locked', { authorization: 'Basic YTpi' }))[0]).toBe(401);
  });

  it('that is open asks nobody', async () => expect(await ask('open')).toEqual([200, 'everybody may']));
});
