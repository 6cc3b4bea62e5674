// Which addresses may be talked to: literal, written in disguise, and behind a name.

import { describe, expect, test } from 'vitest';
import {
  blockedCode,
  checkedLookup,
  isLoopbackAddress,
  isPublicAddress,
  linkRefusal,
  serviceRefusal,
} from '../../../src/core/net/addresses';

describe('a result link', () => {
  test.each([
    'https://cdn.example.com/v/1.mp4?sig=abc',
    'https://93.184.215.14/v.mp4',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/v.mp4',
    'https://cdn.example.com:8443/v.mp4',
  ])('%s may be fetched', url => expect(linkRefusal(new URL(url), false)).toBeUndefined());

  test.each([
    'http://cdn.example.com/v.mp4',
    'https://user@cdn.example.com/v.mp4',
    'https://user:pass@cdn.example.com/v.mp4',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:video/mp4;base64,AAAA',
    'ftp://cdn.example.com/v.mp4',
    'https://localhost/v.mp4',
    'https://localhost./v.mp4',
    'https://localhost../v.mp4',
    'https://LOCALHOST/v.mp4',
    'https://localhost.localdomain/v.mp4',
    'https://x.localhost/v.mp4',
    'https://printer.local/v.mp4',
    'https://printer.local./v.mp4',
    'https://vault.internal/v.mp4',
    'https://metadata.google.internal./computeMetadata/v1/',
    'https://router.home.arpa/v.mp4',
    'https://intranet/v.mp4',
    'https://127.0.0.1/v.mp4',
    'https://127.1/v.mp4',
    'https://2130706433/v.mp4',
    'https://0x7f.1/v.mp4',
    'https://0177.0.0.1/v.mp4',
    'https://127.0.0.1./v.mp4',
    'https://127.0.0.1../v.mp4',
    'https://%31%32%37.0.0.1/v.mp4',
    'https://１２７.０.０.１/v.mp4',
    'https://127。0。0。1/v.mp4',
    'https://0.0.0.0/v.mp4',
    'https://10.1.2.3/v.mp4',
    'https://172.31.255.255/v.mp4',
    'https://192.168.0.1/v.mp4',
    'https://169.254.169.254/latest/meta-data',
    'https://169.254.169.254./latest/meta-data',
    'https://169.254.43518/latest/meta-data',
    'https://2852039166/latest/meta-data',
    'https://0xa9fea9fe/latest/meta-data',
    'https://0xA9.0xFE.0xA9.0xFE/latest/meta-data',
    'https://0251.0376.0251.0376/latest/meta-data',
    'https://100.100.100.200/latest/meta-data',
    'https://100.64.0.1/v.mp4',
    'https://198.18.0.1/v.mp4',
    'https://192.0.2.1/v.mp4',
    'https://224.0.0.1/v.mp4',
    'https://255.255.255.255/v.mp4',
    'https://[::1]/v.mp4',
    'https://[::]/v.mp4',
    'https://[::ffff:8.8.8.8]/v.mp4',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
    'https://[::ffff:a9fe:a9fe]/latest/meta-data',
    'https://[0:0:0:0:0:ffff:0a00:0001]/v.mp4',
    'https://[64:ff9b::169.254.169.254]/latest/meta-data',
    'https://[64:ff9b::a9fe:a9fe]/latest/meta-data',
    'https://[2002:a9fe:a9fe::]/latest/meta-data',
    'https://[fd00:ec2::254]/latest/meta-data',
    'https://[::ffff:127.0.0.1]/v.mp4',
    'https://[::127.0.0.1]/v.mp4',
    'https://[64:ff9b::8.8.8.8]/v.mp4',
    'https://[64:ff9b:1::1]/v.mp4',
    'https://[2002:7f00:1::]/v.mp4',
    'https://[2001::1]/v.mp4',
    'https://[2001:db8::1]/v.mp4',
    'https://[fe80::1]/v.mp4',
    'https://[fc00::1]/v.mp4',
    'https://[fd12:3456::1]/v.mp4',
    'https://[ff02::1]/v.mp4',
  ])('%s is refused', url => expect(linkRefusal(new URL(url), false)).toBeTypeOf('string'));

  test.each(['http://127.0.0.1:8080/v.mp4', 'http://localhost:8080/v.mp4', 'https://[::1]:8443/v.mp4'])(
    '%s is for services on this machine alone',
    url => {
      expect(linkRefusal(new URL(url), true)).toBeUndefined();
      expect(linkRefusal(new URL(url), false)).toBeTypeOf('string');
    },
  );

  test.each([
    'http://192.168.0.1/v.mp4',
    'https://10.0.0.1/v.mp4',
    'http://cdn.example.com/v.mp4',
    'http://0.0.0.0/v.mp4',
  ])('%s is refused also to services on this machine', url =>
    expect(linkRefusal(new URL(url), true)).toBeTypeOf('string'),
  );
});

test.each([
  'https://[fe80::1%25eth0]/v.mp4',
  'https://[fe80::1%eth0]/v.mp4',
  'https://256.1.1.1/v.mp4',
  'https://1.2.3.4.5/v.mp4',
])('%s is no address at all', url => expect(URL.canParse(url)).toBe(false));

describe('a service', () => {
  test.each([
    'https://usvideoapi.com/v1',
    'https://10.0.0.7/v1',
    'http://127.0.0.9:81/v1',
    'http://localhost/v1',
    'http://[::1]/v1',
  ])('%s may be talked to', url => expect(serviceRefusal(new URL(url))).toBeUndefined());

  test.each([
    'http://usvideoapi.com/v1',
    'http://10.0.0.7/v1',
    'http://localhost.evil.example/v1',
    'ws://localhost/v1',
    'https://a:b@c.example/',
  ])('%s may not', url => expect(serviceRefusal(new URL(url))).toBeTypeOf('string'));
});

describe('a name', () => {
  const look = (addresses: string[], options: { all?: boolean; family?: number } = {}) => {
    let asked = 0;
    const resolve = async () => {
      asked++;
      return addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }));
    };
    return new Promise<unknown>(done =>
      checkedLookup(resolve, isPublicAddress)('cdn.example.com', options, (error, address, family) =>
        done(error === null ? { address, family, asked } : error.code),
      ),
    );
  };

  test('is resolved once, and its checked addresses are handed over', async () => {
    expect(await look(['93.184.215.14'])).toEqual({ address: '93.184.215.14', family: 4, asked: 1 });
    expect(await look(['93.184.215.14', '2606:2800::1'], { all: true })).toMatchObject({
      address: [
        { address: '93.184.215.14', family: 4 },
        { address: '2606:2800::1', family: 6 },
      ],
      asked: 1,
    });
  });

  test('with one private address among public ones is refused whole', async () => {
    expect(await look(['93.184.215.14', '10.0.0.1'], { all: true })).toBe(blockedCode);
    expect(await look(['::ffff:10.0.0.1'])).toBe(blockedCode);
    expect(await look(['10.0.0.1', '2606:2800::1'], { family: 6 })).toBe(blockedCode);
  });

  test('without an address of the wanted family is not found', async () => {
    expect(await look([])).toBe('ENOTFOUND');
    expect(await look(['93.184.215.14'], { family: 6 })).toBe('ENOTFOUND');
  });
});

test('what is no address is neither public nor this machine', () => {
  for (const text of ['', 'example.com', '1.2.3', 'fe80::1%eth0', '999.1.1.1']) {
    expect(isPublicAddress(text)).toBe(false);
    expect(isLoopbackAddress(text)).toBe(false);
  }
});
