"""The way of a brief: understand, plan, price, approve, execute, review, deliver.

brief -> understand -> plan -> price -> approve -> execute -> review -> deliver
^          |no         ^          |
a plan given -+          v           +-a failed gate, at most twice
end
"""

from typing import Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.context import Context
from graphs.deliver import deliver
from graphs.execute import execute
from graphs.nodes import approve, plan, price, understand
from graphs.review import review
from graphs.state import Ask, State

Content = CompiledStateGraph[State, Context, Ask, State]


def content_graph(checkpointer: BaseCheckpointSaver[str]) -> Content:
    """The graph of a run, with its memory."""
    graph = StateGraph(State, context_schema=Context, input_schema=Ask, output_schema=State)
    graph.add_node("understand", understand)
    graph.add_node("plan", plan)
    graph.add_node("price", price)
    graph.add_node("approve", approve)
    graph.add_node("execute", execute)
    graph.add_node("review", review)
    graph.add_node("deliver", deliver)
    graph.add_conditional_edges(START, begin_at)
    graph.add_edge("understand", "plan")
    graph.add_edge("plan", "price")
    graph.add_edge("price", "approve")
    graph.add_conditional_edges("approve", after_approval)
    graph.add_edge("execute", "review")
    graph.add_conditional_edges("review", after_review)
    graph.add_edge("deliver", END)
    return graph.compile(checkpointer=checkpointer)


def begin_at(state: State) -> Literal["understand", "price"]:
    """A plan that stands needs no understanding."""
    return "price" if state.get("plan") else "understand"


def after_approval(state: State) -> Literal["execute", "__end__"]:
    """A rejected plan is not carried out."""
    return "execute" if state["approved"] else "__end__"


def after_review(state: State) -> Literal["execute", "deliver"]:
    """A failed gate has its step done again."""
    return "execute" if state["redo"] else "deliver"
