import { Open } from '@careledger/access';
import { RulesInForce } from '@careledger/figures';
import { TargetBook } from '@careledger/reference';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { StyledPage } from '../html';
import { measureIn } from '../query';
import { cataloguePage } from './catalogue-page';
import { measurePage } from './measure-page';

/** The catalogue for people: made from the rulebook and the reference data at each call, so that it cannot drift. */
@ApiExcludeController()
@Controller('catalogue')
export class CataloguePageController {
  constructor(
    private readonly targets: TargetBook,
    private readonly rules: RulesInForce,
  ) {}

  @Get()
  @Open('the catalogue has no case data in it')
  async catalogue(@Res() reply: FastifyReply): Promise<void> {
    await send(reply, cataloguePage(await this.rules.rulebook(), this.targets));
  }

  @Get(':id')
  @Open('the catalogue has no case data in it')
  async measure(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const rulebook = await this.rules.rulebook();
    const { areas, version } = rulebook;
    const measure = measureIn(id, rulebook);
    const area = areas.find(({ measures }) => measures.includes(measure))?.area ?? '';
    await send(reply, measurePage({ area, version, measure }, this.targets));
  }
}

async function send(reply: FastifyReply, { html, policy }: StyledPage): Promise<void> {
  await reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).send(html);
}
