/** Rows with these keys change places: each gets the other's key, and says what it said. */
const swap = (table: string, key: string, a: number, b: number): string =>
  `UPDATE ${table} SET ${key} = -1 WHERE partition = 0 AND ${key} = ${a};
   UPDATE ${table} SET ${key} = ${a} WHERE partition = 0 AND ${key} = ${b};
   UPDATE ${table} SET ${key} = ${b} WHERE partition = 0 AND ${key} = -1`;

/** What somebody with all rights over the database does, and what is to be found, at least. */
export const TAMPERINGS: readonly (readonly [what: string, sql: string, found: RegExp])[] = [
  [
    'an event: another payload',
    `UPDATE event SET payload = replace(payload, '"subject"', ' "subject"') WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: Payload and salt are not those that the commitment was made of/,
  ],
  [
    'an event: another payload with a commitment that fits',
    `UPDATE event SET payload = payload || ' ', commitment = sha256(salt || convert_to(payload || ' ', 'UTF8'))
      WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: This is not the event that was chained here/,
  ],
  [
    'an event: another payload with commitment and chain value that fit',
    `UPDATE event e SET payload = e.payload || ' ', commitment = c.commitment,
            chain = sha256(b.chain || c.commitment || int8send(e."offset") || timestamptz_send(e.appended_at))
       FROM event b, LATERAL (SELECT sha256(x.salt || convert_to(x.payload || ' ', 'UTF8')) AS commitment
                                FROM event x WHERE x.partition = 0 AND x."offset" = 7) c
      WHERE e.partition = 0 AND e."offset" = 7 AND b.partition = 0 AND b."offset" = 6`,
    /^event 0, offset 8: This is not the event that was chained here/,
  ],
  [
    'an event: another commitment',
    `UPDATE event SET commitment = sha256('something') WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: This is not the event that was chained here/,
  ],
  [
    'an event: another instant',
    `UPDATE event SET appended_at = appended_at - interval '1 day' WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: This is not the event that was chained here/,
  ],
  [
    'an event: another child_key',
    `UPDATE event SET child_key = child_key + 1 WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: child_key is not that of the child/,
  ],
  [
    'an event: another event_key',
    `UPDATE event SET event_key = event_key + 1 WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: event_key is not that of the event/,
  ],
  [
    'an event: its salt alone is gone',
    `UPDATE event SET salt = NULL WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: Of payload and salt, which are erased together, the salt alone is gone/,
  ],
  [
    'an event: another chain value',
    `UPDATE event SET chain = sha256('something') WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 7: This is not the event that was chained here/,
  ],
  [
    'an event is removed',
    `DELETE FROM event WHERE partition = 0 AND "offset" IN (7, 8)`,
    /^event 0, offsets 7 to 8: These events are missing/,
  ],
  [
    'an event is added at the end',
    `INSERT INTO event SELECT partition, (SELECT next_offset FROM log_partition WHERE partition = 0), appended_at, child_key, event_key, payload, salt, commitment, chain
       FROM event WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset \d+: According to log_partition the log ends before offset/,
  ],
  [
    'an event is added in a place that was made free',
    `UPDATE event SET "offset" = -"offset" WHERE partition = 0 AND "offset" > 7;
     UPDATE event SET "offset" = 1 - "offset" WHERE partition = 0 AND "offset" < 0;
     UPDATE log_partition SET next_offset = next_offset + 1 WHERE partition = 0;
     INSERT INTO event SELECT partition, 8, appended_at, child_key, event_key, payload, salt, commitment, chain
       FROM event WHERE partition = 0 AND "offset" = 7`,
    /^event 0, offset 8: This is not the event that was chained here/,
  ],
  [
    'two events change places',
    swap('event', '"offset"', 7, 9),
    /^event 0, offset 7: This is not the event that was chained here/,
  ],
  [
    'the last events are cut off',
    `DELETE FROM event WHERE partition = 0 AND "offset" >= 30`,
    /^event 0, offsets 30 to \d+: The last events are missing/,
  ],
  [
    'the last events are cut off, and the head with them',
    `DELETE FROM event WHERE partition = 0 AND "offset" >= 30;
     UPDATE log_partition SET next_offset = 30, chain_head = (SELECT chain FROM event WHERE partition = 0 AND "offset" = 29) WHERE partition = 0`,
    /^event 0, offset 30 and after: The chain was cut off: it ends before offset 30, and went to \d+ when it was anchored at .* \(the anchor of the test\)/,
  ],
  [
    'all events of a partition are removed, and the partition',
    `DELETE FROM event WHERE partition = 1; DELETE FROM log_partition WHERE partition = 1`,
    /^log_partition 1, the whole partition: It is missing, and was there when it was anchored/,
  ],
  [
    'the head of the log is another',
    `UPDATE log_partition SET chain_head = sha256('something') WHERE partition = 1`,
    /^log_partition 1, chain_head: The chain value of the last event/,
  ],
  [
    'a posting: another amount',
    `UPDATE posting SET numerator = numerator + 1 WHERE partition = 0 AND number = 150`,
    /^posting 0, numbers 100 to 199: These are not the postings that were sealed/,
  ],
  [
    'a posting: another instant',
    `UPDATE posting SET known_at = known_at - interval '1 second' WHERE partition = 0 AND number = 150`,
    /^posting 0, numbers 100 to 199: These are not the postings that were sealed/,
  ],
  [
    'a posting: another child, another cause',
    `UPDATE posting SET child = child + 1, cause = cause - 1 WHERE partition = 0 AND number = 150`,
    /^posting 0, numbers 100 to 199: These are not the postings that were sealed/,
  ],
  [
    'a posting: another cell',
    `UPDATE posting SET cell = (SELECT min(id) FROM cell WHERE id <> posting.cell) WHERE partition = 0 AND number = 150`,
    /^posting 0, numbers 100 to 199: These are not the postings that were sealed/,
  ],
  [
    'a posting that is not sealed yet: another amount',
    `UPDATE posting SET denominator = denominator + 1 WHERE partition = 1 AND number = (SELECT max(number) FROM posting WHERE partition = 1)`,
    /^posting 1, numbers \d+ to \d+: These are not the last postings as they were written/,
  ],
  [
    'a posting is removed',
    `DELETE FROM posting WHERE partition = 0 AND number = 150`,
    /^posting 0, number 150: These postings are missing/,
  ],
  [
    'two hundred postings and their seals are removed',
    `DELETE FROM posting WHERE partition = 0 AND number BETWEEN 150 AND 349;
     DELETE FROM posting_seal WHERE partition = 0 AND first_number BETWEEN 100 AND 300`,
    /^posting 0, numbers 150 to 349: These postings are missing/,
  ],
  [
    'a posting is added at the end',
    `INSERT INTO posting SELECT (SELECT next_posting FROM projector_position WHERE partition = 0), cause, child, known_at, day, numerator, denominator, cell, account, authority, partition, rulebook
       FROM posting WHERE partition = 0 AND number = 150`,
    /^posting 0, number \d+: The ledger ends before number \d+: this posting was added/,
  ],
  [
    'a posting is added at the end, and the position moved',
    `INSERT INTO posting SELECT (SELECT next_posting FROM projector_position WHERE partition = 0), cause, child, known_at, day, numerator, denominator, cell, account, authority, partition, rulebook
       FROM posting WHERE partition = 0 AND number = 150;
     UPDATE projector_position SET next_posting = next_posting + 1 WHERE partition = 0`,
    /^posting 0, numbers? \d+.*: These are not the last postings as they were written/,
  ],
  [
    'two postings change places',
    swap('posting', 'number', 150, 250),
    /^posting 0, numbers 200 to 299: These are not the postings that were sealed/,
  ],
  [
    'the last postings are cut off',
    `DELETE FROM posting WHERE partition = 0 AND number >= 450`,
    /^posting 0, numbers 450 to \d+: These postings are missing/,
  ],
  [
    'the last postings are cut off, with seals and position',
    `DELETE FROM posting WHERE partition = 0 AND number >= 500; DELETE FROM posting_seal WHERE partition = 0 AND first_number >= 500;
     UPDATE projector_position SET next_posting = 500, posting_chain = (SELECT chain FROM posting_seal WHERE partition = 0 AND first_number = 400)
      WHERE partition = 0`,
    /^posting 0, number 500 and after: The chain was cut off: it ends before number 500/,
  ],
  [
    'a seal: another digest',
    `UPDATE posting_seal SET digest = sha256('something') WHERE partition = 0 AND first_number = 200`,
    /^posting_seal 0, numbers 200 to 299: The digest of the seal was changed/,
  ],
  [
    'a seal: another chain value',
    `UPDATE posting_seal SET chain = sha256('something') WHERE partition = 0 AND first_number = 200`,
    /^posting_seal 0, numbers 200 to 299: The chain value does not follow/,
  ],
  [
    'a seal is removed',
    `DELETE FROM posting_seal WHERE partition = 0 AND first_number = 200`,
    /^posting_seal 0, numbers 200 to 299: The seal is missing/,
  ],
  [
    'a seal is added',
    `INSERT INTO posting_seal VALUES (0, 100000, 100099, sha256('a'), sha256('b'))`,
    /^posting_seal 0, numbers 100000 to 100099: This seal was added or changed/,
  ],
  [
    'two seals change places',
    `UPDATE posting_seal s SET digest = o.digest, chain = o.chain FROM posting_seal o
      WHERE s.partition = 0 AND o.partition = 0 AND s.first_number IN (200, 300) AND o.first_number = 500 - s.first_number`,
    /^posting_seal 0, numbers 200 to 299: /,
  ],
  [
    'the chain value of the position is another',
    `UPDATE projector_position SET posting_chain = sha256('something') WHERE partition = 1`,
    /^posting 1, .* or the chain value of projector_position was changed/,
  ],
  [
    'the position is behind the end of the log',
    `UPDATE projector_position SET next_offset = next_offset + 5 WHERE partition = 1`,
    /^projector_position 1, offsets \d+ to \d+: These events are in the figures, and the log ends before them/,
  ],
  [
    'a balance is another',
    `UPDATE balance SET numerator = numerator + 1 WHERE ctid = (SELECT min(ctid) FROM balance WHERE partition = 0)`,
    /^balance 0, authority \d{3}, account \d+, grp \d+ \(.*\), known_month \d{4}-\d\d, month \d{4}-\d\d: The postings add up to /,
  ],
  [
    'a balance is removed',
    `DELETE FROM balance WHERE ctid = (SELECT min(ctid) FROM balance WHERE partition = 1 AND numerator <> 0)`,
    /^balance 1, .*, and there is no row/,
  ],
  [
    'a balance is added',
    `INSERT INTO balance SELECT 999, account, grp, known_month, month, partition, 1, 1 FROM balance WHERE partition = 0 LIMIT 1`,
    /^balance 0, authority 999, .*: The postings add up to 0 \/ 0, and the row says 1 \/ 1/,
  ],
  [
    'a span of postings is another',
    `UPDATE posting_span SET last_number = last_number - 1 WHERE ctid = (SELECT min(ctid) FROM posting_span WHERE partition = 0)`,
    /^posting_span 0, known_month \d{4}-\d\d: The postings of this month are numbers/,
  ],
  [
    'a cell means something else',
    `UPDATE cell SET groups = groups || '{"gender": "X"}' WHERE id = (SELECT cell FROM posting GROUP BY cell ORDER BY count(*) DESC LIMIT 1)`,
    /^cell, id \d+: It does not mean what it meant when postings were sealed/,
  ],
  [
    'a cell is removed',
    `DELETE FROM cell WHERE id = (SELECT cell FROM posting GROUP BY cell ORDER BY count(*) DESC LIMIT 1)`,
    /^cell, id \d+: It does not mean what it meant when postings were sealed/,
  ],
  [
    'an account means something else',
    `UPDATE account SET measure = 'of-old' WHERE id = (SELECT account FROM posting GROUP BY account ORDER BY count(*) DESC LIMIT 1)`,
    /^account, id \d+: It does not mean what it meant when postings were sealed/,
  ],
  [
    'two accounts change what they mean',
    `WITH used AS (SELECT account AS id, row_number() OVER (ORDER BY count(*) DESC) AS place FROM posting GROUP BY account)
     UPDATE account a SET stream = a.stream || '-', measure = o.measure FROM used m, used n, account o
      WHERE a.id = m.id AND o.id = n.id AND m.place <= 2 AND n.place = 3 - m.place`,
    /^account, id \d+: It does not mean what it meant when postings were sealed/,
  ],
  [
    'an account that nothing was posted to means something else',
    `UPDATE account SET measure = 'of-old' WHERE id = (SELECT max(id) FROM account WHERE id NOT IN (SELECT account FROM posting))`,
    /^account, [a-z0-9-]+, [a-z0-9-]+: No row says this/,
  ],
  [
    'a breakdown group means something else',
    `UPDATE breakdown_group SET key = 'X' WHERE breakdown = 'gender' AND key = 'F'`,
    /^breakdown_group, gender F: No row says this/,
  ],
  [
    'two breakdown groups change what they mean',
    `UPDATE breakdown_group SET key = 'x' WHERE breakdown = 'ageBand' AND key = '10-15';
     UPDATE breakdown_group SET key = '10-15' WHERE breakdown = 'ageBand' AND key = '5-9';
     UPDATE breakdown_group SET key = '5-9' WHERE breakdown = 'ageBand' AND key = 'x'`,
    /^balance 0, .*\(ageBand (5-9|10-15)\)/,
  ],
  [
    'a child is another',
    `UPDATE child SET subject = 'somebody-else' WHERE (partition, child) = (SELECT partition, child FROM child WHERE partition = 0 ORDER BY child LIMIT 1)`,
    /^child 0, child \d+: The child that the row names is not the one whom its first event is about/,
  ],
  [
    'a child is removed',
    `DELETE FROM child WHERE (partition, child) = (SELECT partition, child FROM child WHERE partition = 1 ORDER BY child LIMIT 1)`,
    /^child 1, child \d+: The row is missing/,
  ],
  [
    'a child is added',
    `INSERT INTO child VALUES (0, 100000, 841, 'somebody-else')`,
    /^child 0, child 100000: No child has its first event there/,
  ],
];
