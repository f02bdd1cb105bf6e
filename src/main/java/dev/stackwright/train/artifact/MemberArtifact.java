package dev.stackwright.train.artifact;

import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.store.ContentStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.Made;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.artifact.ArrayBlobs.MissingException;
import java.util.Optional;

/**
 * One member of a run in the store: blobs first, then the document {@code member.json}. Of two processes that train the
 * same member, the first document counts. Thread-safe.
 */
public final class MemberArtifact {

    private final ObjectStore store;
    private final ObjectKey document;
    private final ArrayBlobs tables;

    /** @param folder the member's own */
    public MemberArtifact(ObjectStore store, ObjectKey folder) {
        this.store = store;
        this.document = folder.resolve("member.json");
        this.tables = new ArrayBlobs(new ContentStore(store, folder));
    }

    /** The member without its network's weights, or empty where it was not made yet, or is damaged. */
    public Optional<TrainedMember> find() {
        try {
            return read().map(found -> found.member(tables));
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The weights that training gave the network, or empty where it left them as they were.
     *
     * @throws IllegalStateException when they are gone or damaged
     */
    public Optional<NetworkWeights> changedWeights(Network network) {
        try {
            return read().flatMap(found -> Optional.ofNullable(found.tensors())
                    .map(table -> Tensors.parted(network, tables.floats(table), found.weights())));
        } catch (MalformedJsonException | MissingException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the weights of " + network.name() + " at " + document + " are gone or damaged: " + e.getMessage(),
                    e);
        }
    }

    /** Keeps a member; one that is there already and whole stays. */
    public void keep(Made made) {
        byte[] json = Json.bytes(MemberDocument.keep(made, tables));
        if (!store.create(document, json) && find().isEmpty()) {
            store.put(document, json);
        }
    }

    private Optional<MemberDocument> read() {
        return store.read(document).map(json -> Json.read(json, MemberDocument.class, "member at " + document));
    }
}
