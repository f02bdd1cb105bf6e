package dev.stackwright.tensorflow;

import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * A graph and the session on it. Whoever makes one closes it, also where drawing the graph or opening the session throws.
 * Drawn by one thread, run by any number.
 */
public final class GraphSession implements AutoCloseable {

    private final Graph graph = new Graph();
    private final Devices devices;
    private @Nullable Session session;

    public GraphSession(Devices devices) {
        this.devices = devices;
    }

    public Graph graph() {
        return graph;
    }

    /** Opens the session at the first call, when the graph is drawn. */
    public Session session() {
        if (session == null) {
            session = devices.open(graph);
        }
        return session;
    }

    /** The session first: a graph waits for ever for sessions on it. */
    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        graph.close();
    }
}
