/** A return of two years, small enough to work its figures out by hand. The year in a name is the one it starts in. */
const TABLES = {
  '2019-header.csv': `
    CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
    101,2,15/06/2010,WBRI,,,
    102,1,02/02/2004,WBRI,,,`,
  '2019-episodes.csv': `
    CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
    101,10/05/2019,S,C2,N1,U4,PR1,,,,,,
    102,01/09/2019,S,C2,N1,K2,PR1,15/01/2020,E8,,,,
    102,31/02/2020,S,C2,N1,K2,PR1,,,,,,`,
  '2019-reviews.csv': `
    CHILD,DOB,REVIEW,REVIEW_CODE
    101,15/06/2010,05/06/2019,PN1`,
  '2019-uasc.csv': `
    CHILD,SEX,DOB,DUC`,
  '2020-header.csv': `
    CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
    101,2,15/06/2010,WBRI,,,
    103,2,10/10/2016,REFU,,,`,
  '2020-episodes.csv': `
    CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
    101,10/05/2019,S,C2,N1,U4,PR1,20/06/2020,X1,CARPL,,,
    101,20/06/2020,P,C2,N1,K2,PR1,,,,,,
    103,12/11/2020,S,V2,N1,U4,PR1,,,,,,`,
  '2020-reviews.csv': `
    CHILD,DOB,REVIEW,REVIEW_CODE
    101,15/06/2010,01/09/2020,PN1`,
  '2020-uasc.csv': `
    CHILD,SEX,DOB,DUC
    103,2,10/10/2016,`,
} as const;

/** The return, and what becomes of it. */
export const SMALL_RETURN = {
  /** The files by name. */
  files: Object.fromEntries(
    Object.entries(TABLES).map(([name, text]) => [name, `${text.trim().replace(/^\s+/gm, '')}\n`]),
  ) as Readonly<Record<keyof typeof TABLES, string>>,
  /** Header lines aside; one of them is left out. */
  rows: 13,
  /**
   * 3 children described; 3 cares started, 1 ended; 4 placements started (101 moves once), 2 ended; 2 reviews; 1 child
   * unaccompanied.
   */
  events: 16,
};
