package dev.stackwright.event;

/** What one event says. */
public sealed interface Notice {

    /** An object was created. */
    record Created(BucketEvent object) implements Notice {}

    /**
     * Something else, for which there is nothing to do.
     *
     * @param what for people, e.g. {@code ObjectRemoved:Delete of datasets/x.zip}
     */
    record Other(String what) implements Notice {}
}
