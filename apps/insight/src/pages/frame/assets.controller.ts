import { Open } from '@careledger/access';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { STYLE } from './assets';
import { FOLLOW_SCRIPT } from './follow-script';
import { LIVE_SCRIPT } from './live-script';

const WHY = 'it is part of the pages, and the same for everybody';
/** Their addresses change when they do. */
const KEPT = 'public, max-age=31536000, immutable';

/** What the pages need beside themselves. */
@ApiExcludeController()
@Controller()
export class AssetsController {
  @Get('assets/careledger.css')
  @Open(WHY)
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', KEPT)
  style(): string {
    return STYLE;
  }

  @Get('assets/live.js')
  @Open(WHY)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', KEPT)
  liveScript(): string {
    return LIVE_SCRIPT;
  }

  @Get('assets/follow.js')
  @Open(WHY)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', KEPT)
  followScript(): string {
    return FOLLOW_SCRIPT;
  }

  /** Browsers ask for it unasked; without an answer each visit would leave an error in their log. */
  @Get('favicon.ico')
  @Open(WHY)
  @Header('content-type', 'image/svg+xml')
  icon(): string {
    return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 7V1h1v5h5v1z"/></svg>';
  }
}
