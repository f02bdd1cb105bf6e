package dev.stackwright.network;

import java.util.HashMap;
import java.util.Map;

/** Names that Keras gives to layers without one: {@code conv2d}, {@code conv2d_1}, … in the order they are made. */
final class DefaultNames {

    private final Map<String, Integer> made = new HashMap<>();

    String next(String kind) {
        int before = made.merge(kind, 1, Integer::sum) - 1;
        return before == 0 ? kind : kind + "_" + before;
    }
}
