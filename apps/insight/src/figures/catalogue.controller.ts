import { AREAS, type Measure } from '@careledger/measures';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/describing';
import { CATALOGUE } from '../api/schemas';

/** A row of the catalogue as it is sent. */
export interface MeasureJson extends Pick<
  Measure,
  'id' | 'title' | 'asks' | 'definition' | 'kind' | 'shape' | 'breakdowns'
> {
  readonly area: string;
  readonly rate: boolean;
  readonly codes: readonly string[];
  /** Null: none is set. */
  readonly target: number | null;
  readonly notes: readonly string[];
  readonly worked: readonly string[];
}

@ApiTags('figures')
@Controller('v1/measures')
export class CatalogueController {
  @Get()
  @ApiOperation({ summary: 'The catalogue of measures, in its order.' })
  @Answers('All measures.', CATALOGUE)
  catalogue(): { measures: MeasureJson[] } {
    return { measures: AREAS.flatMap(({ area, measures }) => measures.map((measure) => measureJson(area, measure))) };
  }
}

function measureJson(area: string, measure: Measure): MeasureJson {
  const { id, title, asks, definition, kind, shape, breakdowns } = measure;
  return {
    id,
    title,
    area,
    asks,
    definition,
    kind,
    shape,
    rate: measure.rate === true,
    codes: measure.codes ?? [],
    target: null,
    breakdowns,
    notes: measure.notes ?? [],
    worked: measure.worked
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  };
}
