import { Open } from '@careledger/access';
import type { JsonObject } from '@careledger/contract';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiDocument } from './api-document';
import { documentationPage } from './documentation-page';

/** Serves what describes the interfaces, for programs and for people. */
@ApiExcludeController()
@Controller()
export class DocumentsController {
  constructor(private readonly documents: ApiDocument) {}

  @Get('openapi.json')
  @Open('it describes the interfaces')
  openApi(): OpenAPIObject {
    return this.documents.openApi;
  }

  @Get('asyncapi.json')
  @Open('it describes the interfaces')
  asyncApi(): JsonObject {
    return this.documents.asyncApi;
  }

  @Get('docs')
  @Open('it describes the interfaces')
  async page(@Res() reply: FastifyReply): Promise<void> {
    const { html, policy } = documentationPage(this.documents.openApi);
    await reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).send(html);
  }
}
