// Draws the pictures of the sample workspace anew: node scripts/sample-pictures.mjs. They are committed; this says where they come from.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './lib/paths.mjs';

const folder = join(root, 'test/sample-workspace/pictures');

/** A small generator of the same numbers every time. */
function seeded(seed) {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

/** A ridge of mountains across the width: a path whose height wanders between two bounds. */
function ridge(width, height, base, roughness, seed) {
  const random = seeded(seed);
  const points = [];
  for (let x = 0, y = base; x <= width + 40; x += 40) {
    y += (random() - 0.5) * roughness;
    y += (base - y) * 0.15;
    points.push(`L${x},${y.toFixed(0)}`);
  }
  return `M0,${height} ${points.join(' ')} L${width},${height} Z`;
}

function gradient(id, stops, direction = 'x1="0" y1="0" x2="0" y2="1"') {
  const list = stops.map(([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`);
  return `<linearGradient id="${id}" ${direction}>${list.join('')}</linearGradient>`;
}

function svg(width, height, body) {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`,
  );
}

/** Layered mountains under a low sun. */
function dawn(width, height) {
  const layers = ['#6b4a7d', '#553d70', '#3f2f5f', '#2a214b', '#181536'].map((colour, index) => {
    const base = height * (0.5 + index * 0.1);
    return `<path d="${ridge(width, height, base, 110 - index * 12, index + 3)}" fill="${colour}"/>`;
  });
  return svg(
    width,
    height,
    `<defs>${gradient('sky', [
      [0, '#27306b'],
      [0.45, '#c8658a'],
      [0.75, '#ffb38a'],
      [1, '#ffe1b3'],
    ])}
      <radialGradient id="sun"><stop offset="0" stop-color="#fff3d6"/><stop offset="0.35" stop-color="#ffd08a"/><stop offset="1" stop-color="#ffd08a" stop-opacity="0"/></radialGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/><circle cx="${width * 0.66}" cy="${height * 0.44}" r="${height * 0.3}" fill="url(#sun)"/>
    <circle cx="${width * 0.66}" cy="${height * 0.44}" r="${height * 0.07}" fill="#fff6e0"/>${layers.join('')}`,
  );
}

/** Waves under a clear sky, with a sail. */
function sea(width, height) {
  const waves = [0, 1, 2, 3, 4].map(index => {
    const y = height * (0.56 + index * 0.09);
    const step = width / 8;
    const curve = Array.from(
      { length: 9 },
      (_unused, at) => `Q${(at + 0.5) * step - index * 30},${y - 26 + index * 3} ${(at + 1) * step - index * 30},${y}`,
    );
    return `<path d="M${-index * 30},${y} ${curve.join(' ')} V${height} H0 Z" fill="hsl(${196 + index * 4} 70% ${58 - index * 9}%)"/>`;
  });
  const [x, y] = [width * 0.3, height * 0.58];
  return svg(
    width,
    height,
    `<defs>${gradient('sky', [
      [0, '#7cc6f2'],
      [1, '#f4fbff'],
    ])}</defs><rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * 0.8}" cy="${height * 0.2}" r="${height * 0.09}" fill="#fff4c2"/>${waves[0]}
    <path d="M${x},${y} V${y - 210} L${x + 120},${y - 20} Z" fill="#fdfdfb"/><path d="M${x - 10},${y - 20} V${y - 180} L${x - 80},${y - 20} Z" fill="#e8583f"/>
    <path d="M${x - 90},${y - 8} H${x + 130} L${x + 95},${y + 30} H${x - 60} Z" fill="#28405e"/>${waves.slice(1).join('')}`,
  );
}

/** A cup on a table, upright. */
function cup(width, height) {
  const [x, y] = [width / 2, height * 0.62];
  return svg(
    width,
    height,
    `<defs>${gradient('wall', [
      [0, '#f6e7d3'],
      [1, '#e9c9a6'],
    ])}${gradient(
      'cup',
      [
        [0, '#ffffff'],
        [0.6, '#f1f1ee'],
        [1, '#c9c6bf'],
      ],
      'x1="0" y1="0" x2="1" y2="0"',
    )}</defs>
    <rect width="100%" height="100%" fill="url(#wall)"/><rect y="${height * 0.72}" width="100%" height="${height * 0.28}" fill="#8a5a3c"/>
    <ellipse cx="${x}" cy="${height * 0.77}" rx="${width * 0.36}" ry="${height * 0.03}" fill="#6d452d"/>
    <ellipse cx="${x}" cy="${height * 0.755}" rx="${width * 0.33}" ry="${height * 0.028}" fill="#f7f5f0"/>
    <path d="M${x + width * 0.2},${y - 60} q${width * 0.17},-10 ${width * 0.13},80 q-20,60 -${width * 0.15},50" fill="none" stroke="#e9e6df" stroke-width="26"/>
    <path d="M${x - width * 0.23},${y - 110} h${width * 0.46} q0,${height * 0.2} -${width * 0.13},${height * 0.23} h-${width * 0.2} q-${width * 0.13},-${height * 0.03} -${width * 0.13},-${height * 0.23} Z" fill="url(#cup)"/>
    <ellipse cx="${x}" cy="${y - 110}" rx="${width * 0.23}" ry="${height * 0.027}" fill="#fdfcfa"/><ellipse cx="${x}" cy="${y - 107}" rx="${width * 0.2}" ry="${height * 0.021}" fill="#4a2c1b"/>
    ${[-60, 0, 60].map(shift => `<path d="M${x + shift},${y - 160} q-40,-60 0,-120 q40,-60 0,-120" fill="none" stroke="#ffffff" stroke-opacity="0.55" stroke-width="16" stroke-linecap="round"/>`).join('')}`,
  );
}

/** A trainer's outline on a bright ground: the kind of picture that a shop has. */
function shoe(width, height) {
  const scale = width / 1000;
  return svg(
    width,
    height,
    `<defs>${gradient(
      'ground',
      [
        [0, '#ff9a5a'],
        [1, '#ff5e7e'],
      ],
      'x1="0" y1="0" x2="1" y2="1"',
    )}</defs><rect width="100%" height="100%" fill="url(#ground)"/>
    <circle cx="${width / 2}" cy="${height / 2}" r="${height * 0.4}" fill="#ffffff" fill-opacity="0.22"/>
    <g transform="translate(${width / 2 - 500 * scale} ${height / 2 - 330 * scale}) scale(${scale})"><ellipse cx="500" cy="600" rx="400" ry="34" fill="#7a2140" fill-opacity="0.4"/>
    <path d="M150,250 q60,60 150,20 l40,-40 q30,-20 60,10 q130,150 300,170 q150,20 160,110 q0,40 -40,40 h-640 q-50,0 -50,-50 z" fill="#fbfbfd"/>
    <path d="M130,500 h730 q10,60 -50,60 h-640 q-50,0 -40,-60 z" fill="#27305c"/><path d="M190,330 q180,110 470,110 q-230,60 -470,-20 z" fill="#3a7bd5"/>
    ${[0, 1, 2, 3].map(at => `<path d="M${395 + at * 52},${262 + at * 42} l-52,44" stroke="#27305c" stroke-width="14" stroke-linecap="round"/>`).join('')}</g>`,
  );
}

/** Soft circles of light, for a background. */
function lights(width, height) {
  const random = seeded(11);
  const circles = Array.from({ length: 42 }, () => {
    const [x, y, r, hue] = [random() * width, random() * height, 18 + random() * 74, 190 + random() * 130];
    return `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${r.toFixed(0)}" fill="hsl(${hue.toFixed(0)} 85% 68%)" fill-opacity="${(0.12 + random() * 0.4).toFixed(2)}"/>`;
  });
  return svg(
    width,
    height,
    `<defs>${gradient('night', [
      [0, '#0b1030'],
      [1, '#2a0f4a'],
    ])}</defs><rect width="100%" height="100%" fill="url(#night)"/>${circles.join('')}`,
  );
}

/** A small animation: a ball that rolls. */
async function ball(width, height, frames) {
  const pictures = Array.from({ length: frames }, (_unused, index) => {
    const x = 50 + ((width - 100) * index) / (frames - 1);
    const y = height - 60 - Math.abs(Math.sin((index / (frames - 1)) * Math.PI * 2)) * 90;
    return svg(
      width,
      height,
      `<rect width="100%" height="100%" fill="#1f2a44"/><rect y="${height - 30}" width="100%" height="30" fill="#3d5a80"/><circle cx="${x}" cy="${y}" r="30" fill="#ee6c4d"/>`,
    );
  });
  const drawn = await Promise.all(pictures.map(picture => sharp(picture).png().toBuffer()));
  return sharp(drawn, { join: { animated: true } })
    .gif({ delay: 80, colours: 16 })
    .toBuffer();
}

await mkdir(folder, { recursive: true });
await sharp(dawn(1600, 900)).jpeg({ quality: 82, mozjpeg: true }).toFile(join(folder, 'dawn.jpg'));
await sharp(sea(1280, 960)).webp({ quality: 82 }).toFile(join(folder, 'sea.webp'));
await sharp(cup(900, 1200)).avif({ quality: 60 }).toFile(join(folder, 'cup.avif'));
await sharp(shoe(1200, 1200))
  .png({ palette: true, colours: 128, compressionLevel: 9 })
  .toFile(join(folder, 'shoe.png'));
await sharp(lights(1280, 720)).tiff({ compression: 'jpeg', quality: 80 }).toFile(join(folder, 'lights.TIFF'));
await sharp(await ball(320, 240, 12), { animated: true }).toFile(join(folder, 'ball.gif'));
