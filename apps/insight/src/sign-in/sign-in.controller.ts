import { cookieWith, Doorkeeper, isFromOwnPage, isOverTls, Open } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Frame } from '../pages/frame';
import { signInBody } from './sign-in-page';

const SEE_OTHER = 303;

/** Takes a token for the pages: kept in a cookie that no script reads, and by which nothing is changed but with a form of a page of ours. */
@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly doorkeeper: Doorkeeper,
    private readonly frame: Frame,
  ) {}

  @Get('sign-in')
  @Open('whoever has shown nothing yet begins here')
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    return this.frame.page(reply, { title: 'Sign in', body: signInBody() });
  }

  @Post('sign-in')
  @Open('the token comes with the request')
  async signIn(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    refuseOtherSites(request);
    const token = (body as { token?: unknown } | null)?.token;
    try {
      const text = typeof token === 'string' ? token.trim() : '';
      const caller = await this.doorkeeper.check(text);
      const seconds = caller.expiresAt === undefined ? 0 : (caller.expiresAt - Date.now()) / 1000;
      await reply
        .code(SEE_OTHER)
        .headers({ 'set-cookie': cookieWith(text, seconds, isOverTls(request.headers.host)), location: '/' })
        .send();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const page = this.frame.page(reply, { title: 'Sign in', body: signInBody(error.body.detail) }, error.body.status);
      await reply.headers(error.headers).send(page);
    }
  }

  @Post('sign-out')
  @Open('it takes nothing but the cookie away')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    refuseOtherSites(request);
    await reply
      .code(SEE_OTHER)
      .headers({ 'set-cookie': cookieWith(undefined, 0, isOverTls(request.headers.host)), location: '/sign-in' })
      .send();
  }
}

/**
 * Another site's page must not sign anybody in as somebody else. What no page sent (a program, an address typed in) may: it brings
 * its token along.
 * @throws Problem 403
 */
function refuseOtherSites({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const isOfNoPage = site === 'none' || (site === undefined && headers.origin === undefined);
  const isOurs = isOfNoPage || isFromOwnPage(headers);
  if (!isOurs)
    throw new Problem({
      status: 403,
      detail: 'A page of another site cannot sign you in here. Open /sign-in yourself.',
    });
}
