package dev.stackwright.app;

import org.jspecify.annotations.Nullable;

/** Settings with which nothing can start; the message names each key at fault. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static ConfigurationException of(String key, String problem) {
        return new ConfigurationException("stackwright." + key + ": " + problem, null);
    }
}
