// What a reply brings besides its words: links with a title, perhaps a picture, and numbers to call.
import type { ComponentType } from 'preact';
import type { AgentMessage } from '../conversation/state.ts';
import { addExtraLabels, fill } from './labels.ts';
import type { Kit } from './extras.ts';
import type { WidgetModel } from './model.ts';
import { toTelephone } from './telephone.ts';

type Props = WidgetModel & { message: AgentMessage };

/** Addresses are the agent's words: only pages are led to, and only their pictures are shown. */
const isPage = (address = '') => /^https?:\/\//i.test(address);

export function createCards({ h, observed }: Kit): ComponentType<Props> {
  return observed(function Cards({ message, settings, surroundings }: Props) {
    const { attachments, calls } = message;
    if (attachments.length + calls.length === 0) return null;
    const labels = addExtraLabels(settings.value.labels);
    const { images, links } = settings.value;
    return (
      <div class="cards">
        {attachments.map(({ title, url, imageUrl, action }, index) => {
          const address = [url, imageUrl].find(isPage);
          if (!address) return null;
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
        {calls.map(({ title, number }, index) => {
          const address = toTelephone(number);
          return address ? (
            <a key={index} part="card" class="card call" href={address}>
              {title === number ? fill(labels.call, { number }) : title}
            </a>
          ) : (
            // Nobody can dial it, but perhaps read it.
            <p key={index} part="card" class="card" dir="auto">
              {title === number ? number : `${title}: ${number}`}
            </p>
          );
        })}
      </div>
    );
  });
}
