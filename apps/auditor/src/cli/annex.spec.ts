import { armor, Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { encrypted } from './annex';

const TEXT = '{"child": "child-ada-0001"}\n';

describe('the annex', () => {
  it('is read by whoever has the key of the recipient, and by nobody else', async () => {
    const identity = await generateIdentity();
    const annex = (await encrypted(TEXT, { recipient: await identityToRecipient(identity) })).toString();
    expect(annex).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
    expect(annex).not.toContain('ada');
    const owner = new Decrypter();
    owner.addIdentity(identity);
    expect(await owner.decrypt(armor.decode(annex), 'text')).toBe(TEXT);
    const other = new Decrypter();
    other.addIdentity(await generateIdentity());
    await expect(other.decrypt(armor.decode(annex))).rejects.toThrow();
  });
});
