// The shop's long answer: a plant care guide with headings, lists and paragraphs. Data only.

export const careGuide = [
  '## Keeping a houseplant happy',
  'Most houseplants ask for three things: light, a drink when they are thirsty, and to be left alone in between. Here is what I tell everyone who takes one home.',
  '### Light',
  "Put it near a window, but out of the midday sun. East is ideal. If the leaves go pale and leggy, it wants more; if they get crisp brown patches, it's had too much.",
  '### Water',
  '1. Push a finger into the soil, up to the first knuckle.\n2. Dry? Water slowly until a little runs out below.\n3. Damp? Leave it, and try again in two days.\n4. Empty the saucer after half an hour. **Nobody likes wet feet.**',
  '### Food and soil',
  '- Feed every two weeks from March to September, with *half* the dose on the bottle.\n- Nothing in winter: it is resting.\n- Move it to a pot one size up when the roots come out below, about every second spring.',
  '### When something looks wrong',
  'Yellow leaves mostly mean too much water, brown tips mean dry air, and tiny webs mean spider mites. Rinse the leaves in the shower, wipe them with a soft cloth, and keep the plant apart from the others for a week.',
  'Still worried? Our [plant clinic](https://fernandfield.example/clinic?from=chat&topic=leaves) looks at photos for free, and usually writes back the same day. 🌱',
].join('\n\n');
