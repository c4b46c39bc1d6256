import { Open } from '@careledger/access';
import { RulesInForce } from '@careledger/figures';
import { TargetBook } from '@careledger/reference';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Answers, AUTHORITY_QUERY, Refuses } from '../api/describing';
import { CATALOGUE } from '../api/schemas';
import * as read from '../query';
import { measureJson, type MeasureJson } from './measure-json';

@ApiTags('figures')
@Controller('v1/measures')
export class CatalogueController {
  constructor(
    private readonly targets: TargetBook,
    private readonly rules: RulesInForce,
  ) {}

  @Get()
  @Open('the catalogue has no case data in it')
  @ApiOperation({ summary: 'The catalogue of measures, in its order.' })
  @ApiQuery({ ...AUTHORITY_QUERY, required: false, description: 'Whose targets to give; without it those of all.' })
  @Answers('All measures.', CATALOGUE)
  @Refuses(400, 503)
  async catalogue(@Query() query: read.Query): Promise<{ measures: MeasureJson[] }> {
    read.allowOnly(query, 'authority');
    const authority = query['authority'] === undefined ? undefined : read.authorityIn(query);
    const { areas } = await this.rules.rulebook();
    return {
      measures: areas.flatMap(({ area, measures }) =>
        measures.map((measure) => measureJson(area, measure, this.targets, authority)),
      ),
    };
  }
}
