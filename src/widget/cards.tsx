// What a reply brings besides its words: links with a title, perhaps a picture, and numbers to call.
import type { ComponentType } from 'preact';
import type { AgentMessage } from '../conversation/state.ts';
import { addExtraLabels, fill } from './labels.ts';
import type { Kit } from './extras.ts';
import type { WidgetModel } from './model.ts';

type Props = WidgetModel & { message: AgentMessage };

/** Addresses are the agent's words: only pages are led to, and only their pictures are shown. */
const isPage = (address = '') => /^https?:\/\//i.test(address);

/** RFC 3966: without the words after it, and without a trunk prefix in brackets. */
function toTelephone(number: string): string {
  const [dialled = ''] = number.replace('(0)', '').split(/[a-z]/i);
  return `tel:${encodeURIComponent(dialled.replace(/[^\d+*#]/g, '')).replaceAll('%2B', '+')}`;
}

export function createCards({ h, observed }: Kit): ComponentType<Props> {
  return observed(function Cards({ message, settings, surroundings }: Props) {
    const labels = addExtraLabels(settings.value.labels);
    const { images, links } = settings.value;
    if (message.attachments.length + message.calls.length === 0) return null;
    return (
      <div class="cards">
        {message.attachments
          .filter(({ url, imageUrl }) => isPage(url ?? imageUrl))
          .map(({ title, url, imageUrl, action }, index) => {
            const address = url ?? imageUrl ?? '';
            const isNew = links === 'auto' ? !surroundings.isSameOrigin(address) : links === 'new';
            return (
              <a
                key={index}
                part="card"
                class="card"
                href={address}
                target={isNew ? '_blank' : undefined}
                rel="noopener noreferrer nofollow"
              >
                {images && isPage(imageUrl) && <img src={imageUrl} alt="" referrerpolicy="no-referrer" />}
                <b dir="auto">{title}</b>
                <span class="action" dir="auto">
                  {action ?? labels.openLink}
                  {isNew && <span class="visually-hidden"> ({labels.opensNewTab})</span>}
                </span>
              </a>
            );
          })}
        {message.calls.map(({ title, number }, index) => (
          <a key={index} part="card" class="card call" href={toTelephone(number)}>
            {title === number ? fill(labels.call, { number }) : title}
          </a>
        ))}
      </div>
    );
  });
}
