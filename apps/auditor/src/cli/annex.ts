import { armor, Encrypter } from 'age-encryption';
import type { Giving } from './command-line';

/**
 * Encrypts what is about single children, as the tool age reads it (`age -d annex.age`): to a recipient, or with a passphrase.
 * It is done here, so that the passphrase leaves this machine with nobody.
 */
export async function encrypted(text: string, to: NonNullable<Giving['annex']>): Promise<Buffer> {
  const encrypter = new Encrypter();
  if ('recipient' in to) encrypter.addRecipient(to.recipient);
  else encrypter.setPassphrase(to.passphrase);
  return Buffer.from(armor.encode(await encrypter.encrypt(text)));
}
