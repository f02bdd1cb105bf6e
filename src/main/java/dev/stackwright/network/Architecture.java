package dev.stackwright.network;

/** Draws a network. Stateless. SKELETON: its one method, on the layer builder, is settled with the graph room. */
public interface Architecture {}
