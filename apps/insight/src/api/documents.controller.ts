import { Open } from '@careledger/access';
import type { JsonObject } from '@careledger/contract';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiDocument } from './api-document';
import { Frame, prose } from '../pages/frame';
import { documentationPage } from './documentation-page';

/** Serves what describes the interfaces, for programs and for people. */
@ApiExcludeController()
@Controller()
export class DocumentsController {
  constructor(
    private readonly documents: ApiDocument,
    private readonly frame: Frame,
  ) {}

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
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    const { title, markup } = documentationPage(this.documents.openApi);
    return this.frame.page(reply, { title, crumbs: [{ words: 'Figures', href: '/' }], body: prose(markup) });
  }
}
