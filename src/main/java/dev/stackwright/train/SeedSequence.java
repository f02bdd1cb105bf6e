package dev.stackwright.train;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * One seed, many independent choices: each purpose has a stream of its own, so that a choice added later changes no
 * other. {@link Random} is used because its sequence is specified and the same on every Java version.
 */
public final class SeedSequence {

    private SeedSequence() {}

    /** A generator for one purpose, e.g. {@code of(7, "epoch", 3)}. */
    public static Random of(long seed, String purpose, long... parts) {
        return new Random(hash(seed, purpose, parts));
    }

    /** 64 well mixed bits of everything given: FNV-1a over the purpose, the finaliser of SplitMix64 over each part. */
    public static long hash(long seed, String purpose, long... parts) {
        long text = 0xcbf29ce484222325L;
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            text = (text ^ (b & 0xff)) * 0x100000001b3L;
        }
        long mixed = mix(mix(seed) + text);
        for (long part : parts) {
            mixed = mix(mixed * 31 + mix(part));
        }
        return mixed;
    }

    /** The row numbers {@code rows} in an order drawn by {@code random} (Fisher and Yates), as a new array. */
    public static int[] shuffled(int[] rows, Random random) {
        int[] order = rows.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** Steele, Lea and Flood: Fast splittable pseudorandom number generators, OOPSLA 2014. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
