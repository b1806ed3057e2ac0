import { Field, Select } from "@/components/ui/field";
import type { Catalogue } from "@/lib/api/types";
import { byLanguage } from "@/lib/brand/voices";

interface VoiceFieldProps {
  name: string;
  /** Empty is none in particular. */
  value: string;
  /** What it is called when none in particular is chosen. */
  open: string;
  error?: string | undefined;
  options: Catalogue | undefined;
  onChange: (voice: string) => void;
}

/** Voices by their language. */
export function VoiceField({ name, value, open, error, options, onChange }: VoiceFieldProps) {
  return (
    <Field label="Voice" name={name} error={error}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{open}</option>
          {options &&
            byLanguage(options).map(({ name, voices }) => (
              <optgroup key={name} label={name}>
                {voices.map((voice) => (
                  <option key={voice.name} value={voice.name}>
                    {[voice.title, [voice.gender, voice.detail].filter(Boolean).join(", ")]
                      .filter(Boolean)
                      .join(" · ")}
                  </option>
                ))}
              </optgroup>
            ))}
        </Select>
      )}
    </Field>
  );
}
