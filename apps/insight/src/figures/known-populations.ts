/** Children aged 0 to 17 of an authority in a financial year. */
export interface KnownPopulation {
  readonly authority: string;
  readonly year: string;
  readonly population: number;
  readonly source: string;
}

const BY_RATE_AND_COUNT = 'implied by the published rate and count';

/** What the published reports imply (reference material, population.csv). */
export const KNOWN_POPULATIONS: readonly KnownPopulation[] = [
  {
    authority: '841',
    year: '2020/21',
    population: 22_455,
    source: 'implied by every rate of the Darlington report (22453 to 22457 meet all of them)',
  },
  { authority: '840', year: '2018/19', population: 98_800, source: BY_RATE_AND_COUNT },
  { authority: '840', year: '2019/20', population: 99_300, source: BY_RATE_AND_COUNT },
  { authority: '840', year: '2020/21', population: 98_800, source: BY_RATE_AND_COUNT },
  { authority: '840', year: '2021/22', population: 99_500, source: BY_RATE_AND_COUNT },
  { authority: '840', year: '2022/23', population: 100_100, source: BY_RATE_AND_COUNT },
  { authority: '840', year: '2023/24', population: 100_100, source: BY_RATE_AND_COUNT },
  { authority: '840', year: '2024/25', population: 100_100, source: BY_RATE_AND_COUNT },
];
