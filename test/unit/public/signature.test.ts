// Signatures of callbacks: every documented form, and nothing else.

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignature } from '../../../src/core/public/signature';
import type { CallbackSignature } from '../../../src/core/service';

const how: CallbackSignature = { headers: ['x-signature'], secret: 'dashboard' };
const secret = 'whsec_0123456789';
const body = Buffer.from('{"event":"video.completed","job_id":"job_8f3a","note":"é"}');
const mac = (bytes: Uint8Array = body, key = secret) => createHmac('sha256', key).update(bytes).digest();
const verdict = (headers: Record<string, string>, bytes: Uint8Array = body) =>
  verifySignature(how, secret, headers, bytes);

describe('a signature', () => {
  it('is taken as hex or base64, with or without "sha256="', () => {
    const hex = mac().toString('hex');
    const base64 = mac().toString('base64');
    for (const text of [hex, hex.toUpperCase(), base64, base64.replace('=', ''), mac().toString('base64url')]) {
      expect(verdict({ 'x-signature': text }), text).toBe('verified');
      expect(verdict({ 'x-signature': `sha256=${text}` }), text).toBe('verified');
      expect(verdict({ 'x-signature': ` SHA256=${text} ` }), text).toBe('verified');
    }
  });

  it('is looked for in every header that is called one, where the service names none that is there', () => {
    const hex = mac().toString('hex');
    expect(verdict({ 'x-seedance-signature': `sha256=${hex}` })).toBe('verified');
    expect(verdict({ 'signature-input': 'x', 'webhook-signature': hex })).toBe('verified');
    expect(verdict({ 'x-signature': 'wrong', 'x-other-signature': hex })).toBe('forged');
  });

  it('is held against the bytes as they came', () => {
    const hex = mac().toString('hex');
    expect(verdict({ 'x-signature': hex }, Buffer.from(`${body.toString()} `))).toBe('forged');
    expect(verdict({ 'x-signature': mac(body, 'another').toString('hex') })).toBe('forged');
  });

  it('of a wrong length or form is forged, and never throws', () => {
    const hex = mac().toString('hex');
    for (const text of ['', 'sha256=', hex.slice(2), `${hex}00`, 'ü'.repeat(64), 'z'.repeat(64), `${hex}, ${hex}`]) {
      expect(verdict({ 'x-signature': text }), text).toBe('forged');
    }
    expect(verdict({})).toBe('forged');
  });

  it('cannot be held against an unknown secret, or where the service signs nothing', () => {
    expect(verifySignature(how, undefined, { 'x-signature': 'x' }, body)).toBe('unverified');
    expect(verifySignature(undefined, secret, {}, body)).toBe('unverified');
  });
});
