import { Missing } from "@/components/missing";

/** Within the shell, whose `main` it is in. */
export default function NotFound() {
  return <Missing />;
}
