import { toolOf } from "../words";
import { NUMBERS, ORDINALS } from "./which";

const NUMBER = `(?:\\d{1,2}|${NUMBERS.join("|")})`;
const SCENES = new RegExp(
  `\\b(?:the )?(?:(?:scenes?|shots?) ${NUMBER}(?:(?:,|,? and|,? or) (?:scene )?${NUMBER})*|(?:\\d{1,2}(?:st|nd|rd|th)|${ORDINALS.join("|")}) (?:scene|shot))\\b`,
  "gi",
);
const AGAIN = /\b(?:again|anew|another|different|new|other|redo|reshoot|retake|try)\b/i;

/** Scenes, by place, that are to get another picture, and what else is said; undefined when none is. */
export function retaken(text: string): { scenes: string[]; rest: string } | undefined {
  const tool = toolOf(text);
  const said = text.match(SCENES);
  if (!said || !AGAIN.test(text) || (tool && tool !== "visuals")) return undefined;
  const places = said.flatMap((words) => words.toLowerCase().match(/\w+/g) ?? []);
  const numbers = places.map(placeOf).filter((place) => place > 0);
  return { scenes: [...new Set(numbers)].map(String), rest: text.replace(SCENES, " ") };
}

/** Whether a scene is spoken of and what is to be done with it is not said yet. */
export const onlyNamesScenes = (text: string): boolean => text.search(SCENES) >= 0 && !AGAIN.test(text);

const placeOf = (word: string): number =>
  Number.parseInt(word, 10) || Math.max(NUMBERS.indexOf(word), ORDINALS.indexOf(word)) + 1;
