import { applyDecorators, Controller, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PageProblems } from './page-problems.filter';

/** A controller whose answers are pages: not in the description for programs, and what goes wrong is said on a page. */
export function Pages(path: string): ClassDecorator {
  return applyDecorators(ApiExcludeController(), Controller(path), UseFilters(PageProblems));
}
