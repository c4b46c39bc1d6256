import { Needs, Open, READERS } from '@careledger/access';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PAGE } from './page';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** Nothing comes from elsewhere, nothing inline runs, and no other page may hold this one. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The dashboard: the measures by area with this month's figures, moving live. */
@ApiExcludeController()
@Controller()
export class DashboardController {
  @Get()
  @Needs({ roles: READERS, authority: 'nowhere' })
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('dashboard.js')
  @Open('it is part of the pages, and the same for everybody')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return SCRIPT;
  }

  @Get('dashboard.css')
  @Open('it is part of the pages, and the same for everybody')
  @Header('content-type', 'text/css; charset=utf-8')
  style(): string {
    return STYLE;
  }
}
