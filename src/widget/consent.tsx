// What the visitor is asked to agree to before anything leaves the page, or told above the composer.
import type { ComponentType } from 'preact';
import { readAsk } from './consent-ask.ts';
import { addExtraLabels } from './labels.ts';
import type { Extras, Kit } from './extras.ts';
import type { ConsentWords, PanelModel, WidgetSettings } from './model.ts';

/** The words of the gate, or of the line above the composer; to agree is to agree to just these. */
export function readConsent({ consent, labels, privacy }: WidgetSettings): Required<ConsentWords> {
  const { consentQuestion, consentNotice } = addExtraLabels(labels);
  const ask = readAsk(consent);
  const notice = privacy ? { [addExtraLabels(labels).privacy]: privacy } : {};
  const { text, links = notice }: ConsentWords = typeof consent === 'object' ? consent : {};
  const own = typeof consent === 'string' && consent !== 'always' && consent !== ask ? consent : text;
  return { ask, text: own ?? (ask === 'always' ? consentQuestion : consentNotice), links };
}

export function createConsent(
  { h, observed, signal }: Kit,
  RichText: Extras['RichText'],
): ComponentType<PanelModel> {
  /** The visitor has declined in a panel that does not close. */
  const isDeclined = signal(false);
  return observed(function Consent(props: PanelModel) {
    const { settings, agree, decline, keepFocus, announce } = props;
    const labels = addExtraLabels(settings.value.labels);
    const { ask, text, links } = readConsent(settings.value);
    const isAsked = ask === 'always';
    return (
      <div part="consent" class={`consent${isAsked ? ' gate' : ''}`}>
        <div class="text" dir="auto">
          <RichText {...props} text={text} isOwners />
        </div>
        {Object.entries(links).map(([label, address]) => (
          <a key={label} class="link-button" href={address} target="_blank" rel="noopener">
            {label}
            <span class="visually-hidden"> ({labels.opensNewTab})</span>
          </a>
        ))}
        {isAsked && (
          <p>
            {isDeclined.value && labels.declined}
            <button
              class="primary"
              onClick={() => {
                keepFocus();
                isDeclined.value = false;
                agree();
                // When it has been drawn, the composer is there.
                queueMicrotask(keepFocus);
              }}
            >
              {labels.agree}
            </button>
            {!isDeclined.value && (
              <button
                class="link-button"
                onClick={() => {
                  decline();
                  if (settings.peek().mode === 'floating') return;
                  keepFocus();
                  isDeclined.value = true;
                  announce(labels.declined);
                }}
              >
                {labels.decline}
              </button>
            )}
          </p>
        )}
      </div>
    );
  });
}
