import { describe, expect, it, vi } from "vitest";
import type { SignIn } from "@/lib/api/types";
import { fresh } from "@/lib/auth/cookies";
import { Rotation } from "@/lib/auth/rotate";

const pair = (token: string) => ({ access_token: `a-${token}`, refresh_token: `r-${token}` }) as SignIn;
const jwt = (exp: number) => `x.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.y`;

describe("refresh tokens", () => {
  it("are spent once however many requests race, and late ones get the same pair", async () => {
    const exchange = vi.fn(async (token: string) => pair(token));
    const rotation = new Rotation(exchange);
    const racing = await Promise.all(Array.from({ length: 20 }, () => rotation.spend("one")));
    const late = await rotation.spend("one");
    expect(new Set([...racing, late]).size).toBe(1);
    expect(exchange).toHaveBeenCalledTimes(1);
  });

  it("can be tried again after a failure", async () => {
    const exchange = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValueOnce(pair("one"));
    const rotation = new Rotation(exchange);
    await expect(rotation.spend("one")).rejects.toThrow("away");
    expect(await rotation.spend("one")).toEqual(pair("one"));
  });

  it("tells an access token that is about to end from one that is good", () => {
    expect(fresh(jwt(1_000), 900_000)).toBe(true);
    expect(fresh(jwt(1_000), 980_000)).toBe(false);
    expect(fresh("nonsense")).toBe(false);
    expect(fresh(undefined)).toBe(false);
  });
});
