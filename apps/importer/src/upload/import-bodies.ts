import { PassThrough, type Readable } from 'node:stream';
import { discardRest, Problem } from '@careledger/http-problems';
import type { FastifyInstance } from 'fastify';

const CSV = 'text/csv';
const XML = ['application/xml', 'text/xml'];

export type ImportForm = 'csv' | 'xml';

/** Makes fastify hand over uploaded files as they stream in, unread. To be called before the application listens. */
export function registerImportBodies(fastify: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  fastify.addContentTypeParser([CSV, ...XML], (_request, body, done) => done(null, body));
}

/** The form that the headers announce. @throws Problem 415 where it is neither CSV nor XML in UTF-8. */
export function formOf(headers: Readonly<Record<string, string | string[] | undefined>>): ImportForm {
  const [type = '', ...parameters] = String(headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const form = type === CSV ? 'csv' : XML.includes(type) ? 'xml' : undefined;
  if (form === undefined) {
    throw new Problem({
      status: 415,
      detail: `Files are taken as ${[CSV, ...XML].join(', ')}. Set the header Content-Type.`,
    });
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.replace(/^charset=|"/g, '');
  const encoding = headers['content-encoding'] ?? 'identity';
  if ((charset !== undefined && !/^utf-?8$/.test(charset)) || encoding !== 'identity') {
    throw new Problem({ status: 415, detail: 'Files are taken in UTF-8 and uncompressed alone.' });
  }
  return form;
}

/** An uploaded file as a stream that may be left early: the request itself stays open, so that the answer can be sent. */
export class UploadedFile {
  readonly stream = new PassThrough();

  constructor(private readonly body: Readable) {
    const broken = (): void => {
      if (body.readableEnded) return;
      this.stream.destroy(new Problem({ status: 400, detail: 'The body broke off before its end. Send it again.' }));
    };
    body.once('error', broken).once('close', broken);
    // Whoever reads it is told; before that nobody has to be.
    this.stream.on('error', () => undefined);
    body.pipe(this.stream);
  }

  /** Ends the reading; what is still coming is thrown away. */
  leave(): void {
    this.body.unpipe(this.stream);
    this.stream.destroy();
    discardRest(this.body);
    this.body.resume();
  }
}
